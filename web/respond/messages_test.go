package respond

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"gatehouse/db/fault"
)

// codesOf reads the constants of package fault whose names begin with prefix.
func codesOf(t *testing.T, prefix string) map[string]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../../db/fault/codes.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && strings.HasPrefix(v.Names[0].Name, prefix) && len(v.Values) == 1 {
			if literal, ok := v.Values[0].(*ast.BasicLit); ok {
				codes[v.Names[0].Name], err = strconv.Unquote(literal.Value)
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		return true
	})
	return codes
}

func TestEveryCodeHasWords(t *testing.T) {
	codes := codesOf(t, "Code")
	if len(codes) < 50 {
		t.Fatalf("only %d codes were found", len(codes))
	}
	for name, code := range codes {
		said, ok := sentences[code]
		if !ok || said.sentence == "" {
			t.Errorf("%s (%s) has no sentence", name, code)
		}
		sentence, hint := Sentence(&fault.Fault{Code: code})
		if strings.ContainsAny(sentence+hint, "[]{}") || !strings.HasSuffix(sentence, ".") {
			t.Errorf("%s says %q, %q", name, sentence, hint)
		}
	}
	if len(sentences) != len(codes) {
		t.Errorf("%d sentences for %d codes", len(sentences), len(codes))
	}
	for name, code := range codesOf(t, "Problem") {
		if _, ok := problems[code]; !ok {
			t.Errorf("%s has no words", name)
		}
	}
}

func TestSentences(t *testing.T) {
	unknown := fault.New(fault.Invalid, fault.LayerValidation, fault.CodeUnknownField).With("field", "nam").With("nearest", "name").With("allowed", "name, age")
	for _, c := range []struct {
		fault          *fault.Fault
		sentence, hint string
	}{
		{unknown, "There is no field nam.", "Did you mean name? Allowed are: name, age."},
		{fault.New(fault.Invalid, "", fault.CodeUnknownField).With("field", "x"), "There is no field x.", ""},
		{fault.New(fault.Conflict, "", fault.CodeWrongState).With("state", "draft"), "The entry's state does not allow this: it is draft.", ""},
		{fault.New(fault.Conflict, "", fault.CodeWrongState), "The entry's state does not allow this.", ""},
		{fault.New(fault.Invalid, "", fault.CodeInvalidJSON).With("field", "a").With("reason", fault.ProblemText), "The body is not a JSON object that can be read.", "Send one JSON object in UTF-8, without NUL, each name once."},
		{fault.New(fault.Invalid, "", fault.CodeInvalidJSON).With("field", "a.b").With("reason", fault.ProblemDuplicate), "The name a.b is there twice.", "Send one JSON object in UTF-8, without NUL, each name once."},
		{fault.New(fault.Invalid, "", "NEW_CODE"), "The request was refused: NEW_CODE.", ""},
	} {
		if sentence, hint := Sentence(c.fault); sentence != c.sentence || hint != c.hint {
			t.Errorf("%v says %q, %q", c.fault, sentence, hint)
		}
	}
	for want, p := range map[string]fault.Problem{
		"title is too long: at most 5 characters.": fault.NewProblem("title", fault.ProblemTooLong, "max", "5"),
		"title is too long.":                       fault.NewProblem("title", fault.ProblemTooLong),
		"The input has too many items.":            fault.NewProblem("", fault.ProblemTooMany),
		"title is not valid.":                      fault.NewProblem("title", "other"),
	} {
		if got := ProblemSentence(p); got != want {
			t.Errorf("%v says %q", p, got)
		}
	}
	if Status(fault.New(fault.Invalid, "", fault.CodeMethodNotAllowed)) != 405 {
		t.Error("a method that is not allowed is not 405")
	}
}
