package sheet

import "strings"

// dangerous begins what spreadsheets take for formulas.
const dangerous = "=+-@\t\r\n＝＋－＠"

func formula(cell string) bool {
	rest := strings.TrimLeft(cell, "'")
	for _, r := range rest {
		return strings.ContainsRune(dangerous, r)
	}
	return false
}

// Guard makes a text safe for spreadsheets.
func Guard(text string) string {
	if formula(text) {
		return "'" + text
	}
	return text
}

// Unguard undoes Guard.
func Unguard(cell string) string {
	if strings.HasPrefix(cell, "'") && formula(cell) {
		return cell[1:]
	}
	return cell
}

var escape = strings.NewReplacer(`\`, `\\`, `|`, `\|`)

// Join puts several values into one cell.
func Join(items []string) string {
	escaped := make([]string, len(items))
	for i, item := range items {
		escaped[i] = escape.Replace(item)
	}
	return strings.Join(escaped, "|")
}

// Split takes a cell apart; blank items are left out.
func Split(cell string) []string {
	var items []string
	var b strings.Builder
	end := func() {
		if item := strings.TrimSpace(b.String()); item != "" {
			items = append(items, item)
		}
		b.Reset()
	}
	for i := 0; i < len(cell); i++ {
		switch {
		case cell[i] == '\\' && i+1 < len(cell) && (cell[i+1] == '\\' || cell[i+1] == '|'):
			i++
			b.WriteByte(cell[i])
		case cell[i] == '|':
			end()
		default:
			b.WriteByte(cell[i])
		}
	}
	end()
	return items
}

// AppendRow writes a row of CSV.
func AppendRow(dst []byte, cells []string) []byte {
	for i, cell := range cells {
		if i > 0 {
			dst = append(dst, ',')
		}
		if !strings.ContainsAny(cell, ",;\t\r\n\"") && !strings.HasPrefix(cell, " ") && !strings.HasSuffix(cell, " ") && (cell != "" || len(cells) > 1) {
			dst = append(dst, cell...)
			continue
		}
		dst = append(dst, '"')
		dst = append(dst, strings.ReplaceAll(cell, `"`, `""`)...)
		dst = append(dst, '"')
	}
	return append(dst, "\r\n"...)
}

// Mark is the byte order mark that a CSV file begins with.
const Mark = "\ufeff"
