package sheet_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"gatehouse/db/content/sheet"
)

// told are the rows of a file as "line code cells".
func told(t *testing.T, name, text string) (rows []string) {
	t.Helper()
	s, err := sheet.Open(name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for row := range s.Rows() {
		line := fmt.Sprint(row.Line)
		if row.Problem != nil {
			line += " " + row.Problem.Code
		}
		for _, column := range s.Columns {
			if cell, ok := row.Cells[column]; ok {
				line += fmt.Sprintf(" %v", cell)
			}
		}
		rows = append(rows, line)
	}
	return rows
}

func TestRowsAndTheirLines(t *testing.T) {
	for name, c := range map[string]struct {
		file, text string
		want       []string
	}{
		"lines inside cells":   {"x.csv", "a,b\r\n\"1\r\n1\",2\r\n\r\n3,\"\"\"4\"\"\"", []string{"2 1\r\n1 2", `5 3 "4"`}},
		"a quote never closed": {"x.csv", "a,b\n1,\"2\n3,\"4\"\n5,6\n", []string{"2 quoting", "3 3 4", "4 5 6"}},
		"a quote to the end":   {"x.csv", "a,b\n1,\"2\n3,4\n", []string{"2 quoting", "3 3 4"}},
		"a quote inside":       {"x.csv", "a,b\n1\"x,2\n3,4\n", []string{"2 quoting", "3 3 4"}},
		"columns":              {"x.csv", "a;b\n1\n1;2;;\n1;2;3\n", []string{"2 columns", "3 1 2", "4 columns"}},
		"a mark and tabs":      {"", "\ufeffa\tb\n'=1\t''\n", []string{"2 =1 ''"}},
		"an array":             {"x.json", "[\n {\"a\": 1},\n\n {\"a\": [2,\n3]}, 4]", []string{"2 1", "4 [2 3]", "5 format"}},
		"an array cut off":     {"x.json", "[{\"a\": 1},\n{\"a\"", []string{"1 1", "2 format"}},
		"lines of objects":     {"x.ndjson", "{\"a\":1}\n\nx\n{\"a\":2,\"a\":3}\n{\"a\":null}", []string{"1 1", "3 format", "4 format", "5 <nil>"}},
	} {
		if got := told(t, c.file, c.text); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, wanted %q", name, got, c.want)
		}
	}
}

func TestCellsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringOf(rapid.SampledFrom([]rune("'=+-@＝a,;|\\\" \t\n"))).Draw(t, "cell")
		if got := sheet.Unguard(sheet.Guard(cell)); got != cell {
			t.Errorf("%q came back as %q", cell, got)
		}
		s, err := sheet.Open("x.csv", sheet.AppendRow([]byte("a,b\r\n"), []string{sheet.Guard(cell), "x"}))
		if err != nil {
			t.Fatal(err)
		}
		for row := range s.Rows() {
			if row.Problem != nil || row.Cells["a"] != cell {
				t.Errorf("%q was read as %q, %+v", cell, row.Cells["a"], row.Problem)
			}
		}
		items := rapid.SliceOf(rapid.StringOfN(rapid.SampledFrom([]rune(`ab|\`)), 1, 5, -1)).Draw(t, "items")
		if got := sheet.Split(sheet.Join(items)); !slices.Equal(got, items) && len(items) > 0 {
			t.Errorf("%q came back as %q", items, got)
		}
	})
}
