package page

import "strings"

// What has just happened to entries.
var saidContent = sentences{
	"entry.published":   func(p map[string]string) string { return "Published." + mergedWords(p) },
	"entry.saved":       func(p map[string]string) string { return "Saved." + mergedWords(p) },
	"entry.unchanged":   plain("Nothing had changed."),
	"entry.unpublished": about("is no longer visible to visitors."),
	"entry.acted":       func(p map[string]string) string { return "“" + p["label"] + "” is done." },
	"entry.duplicated":  plain("This is the duplicate, a new draft."),
	"entry.trashed":     about("is in the trash."),
	"entry.restored":    about("is back."),
	"entry.removed":     about("is deleted for good."),
	"revision.restored": func(p map[string]string) string {
		return "Version " + p["number"] + " is back, as a new one. Nothing was lost."
	},
	"entries.none":      plain("Nothing was ticked."),
	"entries.publish":   func(p map[string]string) string { return bulkWords(p, "published") },
	"entries.unpublish": func(p map[string]string) string { return bulkWords(p, "unpublished") },
	"entries.trash":     func(p map[string]string) string { return bulkWords(p, "moved to the trash") },
	"entries.untrash":   func(p map[string]string) string { return bulkWords(p, "restored") },
}

func about(what string) func(map[string]string) string {
	return func(p map[string]string) string { return "“" + cut(p["what"], 60) + "” " + what }
}

// mergedWords says whose changes were kept beside one's own.
func mergedWords(p map[string]string) string {
	if p["merged"] == "" {
		return ""
	}
	who := p["by"]
	if who == "" {
		who = "somebody else"
	}
	return " Changes of " + who + " were kept beside yours: " + p["merged"] + "."
}

// bulkWords is "590 posts published, 8 skipped: 5 were so already, 3 not allowed."
func bulkWords(p map[string]string, done string) string {
	noun := p["many"]
	if p["changed"] == "1" {
		noun = p["one"]
	}
	text := p["changed"] + " " + noun + " " + done
	if p["skipped"] == "" || p["skipped"] == "0" {
		return text + "."
	}
	var why []string
	for _, r := range []struct{ name, words string }{
		{"unchanged", "were so already"}, {"not_allowed", "your role does not allow"}, {"invalid", "need mending first"}, {"missing", "are gone"},
	} {
		if n := p[r.name]; n != "" && n != "0" {
			word := n + " " + r.words
			if r.name == "invalid" && p["invalid_one"] != "" {
				word += " (such as “" + cut(p["invalid_one"], 40) + "”)"
			}
			why = append(why, word)
		}
	}
	return text + ", " + p["skipped"] + " skipped: " + strings.Join(why, ", ") + "."
}
