package schema

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"gatehouse/db/access"
	"gatehouse/db/fault"
)

func posts(t *testing.T) *Collection {
	t.Helper()
	all, err := BuiltIn(access.NewHierarchy(access.DefaultHierarchy()), Options{})
	if err != nil {
		t.Fatal(err)
	}
	c, _ := NewRegistry(all).For("org_x").Get("posts")
	return c
}

func TestDecodeJSONRefusesWhatItWouldHaveToGuess(t *testing.T) {
	c := posts(t)
	for _, x := range []struct{ body, code, field, param, holds string }{
		{`{"title":"a","title":"b"}`, fault.CodeInvalidJSON, "title", "reason", fault.ProblemDuplicate},
		{`{"Title":"a"}`, fault.CodeUnknownField, "Title", "nearest", "title"},
		{`{"titel":"a"}`, fault.CodeUnknownField, "titel", "allowed", "title, slug"},
		{`{"id":"x"}`, fault.CodeSystemManaged, "id", "field", "id"},
		{`{"organizationId":"x","title":"a"}`, fault.CodeSystemManaged, "organizationId", "", ""},
		{`{"deletedAt":null}`, fault.CodeSystemManaged, "deletedAt", "", ""},
		{`{"revision":3}`, fault.CodeSystemManaged, "revision", "", ""},
		{`{"title":5}`, fault.CodeInvalid, "title", "", ""},
		{`{"tags":"a"}`, fault.CodeInvalid, "tags", "", ""},
		{`{"title":"a\u0000"}`, fault.CodeInvalidJSON, "title", "reason", fault.ProblemText},
		{"{\"title\":\"\xff\"}", fault.CodeInvalidJSON, "", "reason", fault.ProblemText},
		{`[]`, fault.CodeInvalidJSON, "", "want", "object"},
		{`{"title":"a"} {}`, fault.CodeInvalidJSON, "", "", ""},
		{`{"title":"a"`, fault.CodeInvalidJSON, "", "", ""},
		{``, fault.CodeInvalidJSON, "", "", ""},
		{`{"title":` + strings.Repeat("[", 70) + strings.Repeat("]", 70) + `}`, fault.CodeInvalidJSON, "", "", ""},
	} {
		_, err := c.DecodeJSON([]byte(x.body), false)
		f := fault.As(err)
		if f.Code != x.code || f.Kind != fault.Invalid {
			t.Errorf("%s: %v, want %s", x.body, err, x.code)
			continue
		}
		if x.field != "" && (len(f.Problems) == 0 || f.Problems[0].Field != x.field) {
			t.Errorf("%s: %v, want a problem with %s", x.body, f.Problems, x.field)
		}
		if x.param != "" && !strings.Contains(f.Params[x.param], x.holds) {
			t.Errorf("%s: %v, want %s=%s", x.body, f.Params, x.param, x.holds)
		}
	}
}

func TestDecodeJSONTakesARevision(t *testing.T) {
	in, err := posts(t).DecodeJSON([]byte(`{"title":" a ","summary":"","tags":[],"revision":7}`), true)
	if err != nil || in.Revision == nil || *in.Revision != 7 {
		t.Fatal(in, err)
	}
	if !reflect.DeepEqual(in.Values, Values{"title": "a", "summary": nil, "tags": nil}) {
		t.Errorf("%#v", in.Values)
	}
	if _, err := posts(t).DecodeJSON([]byte(`{"revision":1.5}`), true); !fault.Has(err, fault.CodeInvalid) {
		t.Error(err)
	}
}

func TestNothingIsLostWhenADefinitionChanges(t *testing.T) {
	fields := Fields{{Name: "n", Type: TypeNumber}, {Name: "t", Type: TypeText}}
	values, err := fields.Decode(json.RawMessage(`{"gone":{"a":[1]},"n":"was text","t":"x"}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(fields.Encode(values)); got != `{"n":"was text","t":"x","gone":{"a":[1]}}` {
		t.Error(got)
	}
	if problems := fields.Check(values); len(problems) != 1 || problems[0].Field != "n" {
		t.Error(problems)
	}
}

func TestFill(t *testing.T) {
	ten := 10.0
	fields := Fields{{Name: "title", Type: TypeText}, {Name: "slug", Type: TypeSlug, From: "title", Max: &ten}, {Name: "open", Type: TypeBoolean},
		{Name: "stage", Type: TypeText, Default: "idea"}, {Name: "empty", Type: TypeText, Default: "x"}}
	got := fields.Fill(Values{"title": "Größe & Maß für alle", "empty": nil})
	want := Values{"title": "Größe & Maß für alle", "slug": "grosse-and", "open": false, "stage": "idea", "empty": nil}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%#v", got)
	}
}

func TestSlug(t *testing.T) {
	for in, want := range map[string]string{
		"Hello, World!": "hello-world", "Straße": "strasse", "Ærøskøbing": "aeroskobing", "  --a--  ": "a", "don’t": "dont",
		"Łódź": "lodz", "Привет мир": "privet-mir", "日本": "", "C++ & Go 1.26": "c-and-go-1-26", "ﬁne": "fine", "İstanbul": "istanbul",
		strings.Repeat("word ", 40): strings.TrimSuffix(strings.Repeat("word-", 20), "-"),
		strings.Repeat("x", 300):    strings.Repeat("x", 100),
	} {
		if got := Slug(in); got != want || got != "" && !slugForm.MatchString(got) {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestNearest(t *testing.T) {
	for in, want := range map[string]string{"titel": "title", "TITLE": "title", "tag": "tags", "xyz": "", "sumry": "summary", "": ""} {
		if got := Nearest(in, []string{"title", "tags", "summary", "content"}); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestMergeAndDiff(t *testing.T) {
	base := Values{"a": "1", "b": "1", "c": []string{"x"}, "d": "1"}
	theirs := Values{"a": "2", "b": "1", "c": []string{"x"}, "d": "2"}
	merged, conflicts := Merge(base, Values{"a": "3", "b": "3", "c": []string{"x"}, "d": "2"}, theirs)
	if !reflect.DeepEqual(conflicts, []string{"a"}) || !reflect.DeepEqual(merged, Values{"a": "2", "b": "3", "c": []string{"x"}, "d": "2"}) {
		t.Error(merged, conflicts)
	}
	if got := Diff(base, theirs); !reflect.DeepEqual(got, []string{"a", "d"}) {
		t.Error(got)
	}
	if got := Diff(Values{"a": nil}, Values{"b": nil, "c": []string{}}); got != nil {
		t.Error(got)
	}
}

func TestGuards(t *testing.T) {
	c := &Collection{Guards: Guards{Createable: []string{"a"}, Updatable: []string{"a"}, Immutable: []string{"i"}, Protected: map[string][]string{"p": {"go"}}}}
	for _, x := range []struct {
		op     Operation
		given  string
		action string
		code   string
	}{
		{Create, "a i", "", ""}, {Update, "a", "", ""}, {Act, "p", "go", ""},
		{Create, "b", "", fault.CodeNotWritable}, {Update, "b", "", fault.CodeNotWritable}, {Update, "i b", "", fault.CodeImmutable},
		{Update, "p i", "", fault.CodeImmutable}, {Create, "p b", "", fault.CodeProtected}, {Act, "p", "other", fault.CodeProtected},
		{Create, "b p id", "", fault.CodeSystemManaged},
	} {
		err := c.CheckGuards(x.op, strings.Fields(x.given), x.action)
		if x.code == "" && err != nil || x.code != "" && !fault.Has(err, x.code) {
			t.Errorf("%s %s: %v, want %q", x.op, x.given, err, x.code)
		}
	}
}
