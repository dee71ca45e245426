package page

import (
	"context"
	"slices"
	"strings"
	"testing"

	"gatehouse/db/schema"
	"gatehouse/views/component"
)

func TestEveryFieldTypeHasAnInputAndACell(t *testing.T) {
	for _, kind := range schema.Types() {
		if !slices.Contains(inputTypes, kind) {
			t.Errorf("%s has no input", kind)
		}
		if cellTypes[kind] == "" {
			t.Errorf("%s has no cell", kind)
		}
		var input, plain strings.Builder
		f := EntryField{Field: component.Field{Name: "it", Label: "It", Value: "1"}, Type: kind, Check: "/check", Options: []component.Option{{Value: "1", Label: "One"}}}
		f.Relation.Ask = "_ask.it"
		if err := EntryFieldPart(f).Render(context.Background(), &input); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(input.String(), `id="field-it`) {
			t.Errorf("%s draws %s", kind, input.String())
		}
		f.Plain, f.Cell, f.Prose = true, Cell{Label: "It", Type: kind, Texts: []string{"true"}}, "true"
		if err := EntryFieldPart(f).Render(context.Background(), &plain); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(plain.String(), "<input") || !strings.Contains(plain.String(), "It") {
			t.Errorf("%s is shown as %s", kind, plain.String())
		}
	}
}
