package content_test

import (
	"reflect"
	"strings"
	"testing"

	"gatehouse/db"
	"gatehouse/db/content"
)

func TestRunsOf(t *testing.T) {
	word := func(words ...string) db.Run { return db.Run{Words: words} }
	for search, want := range map[string][]db.Run{
		"":                         nil,
		" !?, -- ":                 nil,
		"Crème BRÛLÉE":             {word("creme"), word("brulee")},
		"Straße ŁÓDŹ smörgåsbord":  {word("strasse"), word("lodz"), word("smorgasbord")},
		"e-mail, 100%":             {word("e", "mail"), word("100")},
		`say "The Quick  fox" now`: {word("say"), {Words: []string{"the", "quick", "fox"}, Whole: true}, word("now")},
		`"open to the`:             {{Words: []string{"open", "to", "the"}, Whole: true}},
		"東京タワー":                    {word("東", "京", "タ", "ワ", "ー")},
		"' OR 1=1; --":             {word("or"), word("1", "1")},
		"@org_1:posts:x | & !a":    {word("org", "1", "posts", "x"), word("a")},
		strings.Repeat("x", 99):    {word(strings.Repeat("x", 64))},
		"1 2 3 4 5 6 7 8 9 10":     {word("1"), word("2"), word("3"), word("4"), word("5"), word("6"), word("7"), word("8")},
	} {
		if got := content.RunsOf(search); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %v, want %v", search, got, want)
		}
	}
}
