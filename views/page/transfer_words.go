package page

import "gatehouse/db/fault"

// MistakeHeads are the names of the columns of a list of mistakes.
func MistakeHeads() []string { return []string{"line", "column", "value", "problem"} }

// MistakeLine is a mistake for a spreadsheet, in which nothing is a formula.
func MistakeLine(b ImportBad) []string {
	cells := []string{lineText(b.Line), b.Column, b.Value, b.Message}
	for i, cell := range cells {
		cells[i] = noFormula(cell)
	}
	return cells
}

// FileText is a file's name, size and length.
func FileText(name string, size int64, rows int) string {
	text := name + ", "
	switch {
	case size < 10_000:
		text += Number(int(size)) + " bytes"
	case size < 1_000_000:
		text += Number(int(size/1000)) + " kB"
	default:
		text += Number(int(size/1_000_000)) + " MB"
	}
	if rows > 0 {
		text += ", " + Number(rows) + " rows"
	}
	return text
}

// ImportProblem says what in the meaning of columns does not fit together.
func ImportProblem(p fault.Problem) string {
	switch {
	case p.Field == "key" && p.Code == fault.ProblemRequired:
		return "No column goes into what entries are found by. Choose another key, or the column that holds it."
	case p.Field == "columns" && p.Code == fault.ProblemRequired:
		return "Choose for at least one column where it goes."
	case p.Code == fault.ProblemDuplicate:
		return "Two columns go into the same field. Leave one of them out."
	}
	return ProblemText("", p)
}
