package page

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestChangesSayBothTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b ", "c\n", "dd  ", " "}), 0, 30).Draw(t, "words"), "")
		})
		before, after := text.Draw(t, "before"), text.Draw(t, "after")
		var old, young strings.Builder
		for _, c := range Changes(before, after) {
			if c.Kind <= 0 {
				old.WriteString(c.Text)
			}
			if c.Kind >= 0 {
				young.WriteString(c.Text)
			}
		}
		if old.String() != before || young.String() != after {
			t.Fatalf("%q → %q became %v", before, after, Changes(before, after))
		}
	})
}

func TestChangesMarkWords(t *testing.T) {
	got := Changes("nine evenings of light", "nine nights of light")
	if len(got) != 4 || got[1] != (Change{-1, "evenings "}) || got[2] != (Change{1, "nights "}) {
		t.Errorf("got %v", got)
	}
}

func TestLongTextsAreComparedInTime(t *testing.T) {
	before, after := strings.Repeat("one two three ", 20000), strings.Repeat("four five six ", 20000)
	if got := Changes(before, after); len(got) == 0 {
		t.Error("nothing")
	}
}
