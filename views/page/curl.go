package page

import "strings"

// Curl is a call as a line for a terminal. The credential is a variable of the
// shell: nothing secret stands on a screen or in a history.
func Curl(method, address, body string, credential bool) string {
	var b strings.Builder
	b.WriteString("curl")
	if method != "GET" && (method != "POST" || body == "") {
		b.WriteString(" -X " + method)
	}
	if credential {
		b.WriteString(` -H "Authorization: Bearer $GATEHOUSE_KEY"`)
	}
	if body != "" {
		b.WriteString(" -H 'Content-Type: application/json' -d " + quoted(body))
	}
	b.WriteString(" " + quoted(address))
	return b.String()
}

// quoted is a word that no shell looks into.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
