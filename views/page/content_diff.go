package page

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"
)

// Change is a run of words that stayed (0), went (-1) or came (+1).
type Change struct {
	Kind int
	Text string
}

// Diff marks what went and what came, in elements that say so without colour. It
// is written by hand: between these words no white space may slip in.
func Diff(before, after string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		var b strings.Builder
		b.WriteString(`<div class="diff">`)
		for _, c := range Changes(before, after) {
			switch c.Kind {
			case -1:
				b.WriteString("<del>" + templ.EscapeString(c.Text) + "</del>")
			case 1:
				b.WriteString("<ins>" + templ.EscapeString(c.Text) + "</ins>")
			default:
				b.WriteString(templ.EscapeString(c.Text))
			}
		}
		if before == "" && after == "" {
			b.WriteString(`<span class="muted">Nothing</span>`)
		}
		b.WriteString("</div>")
		_, err := io.WriteString(w, b.String())
		return err
	})
}

// mostSteps bounds the work of one comparison; beyond it the whole middle counts
// as replaced.
const mostSteps = 2000

// Changes compares two texts word by word.
func Changes(before, after string) []Change {
	a, b := tokens(before), tokens(after)
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && end < len(b)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	var out []Change
	out = add(out, 0, a[:start]...)
	out = append(out, middle(a[start:len(a)-end], b[start:len(b)-end])...)
	out = add(out, 0, a[len(a)-end:]...)
	return fold(out)
}

func add(out []Change, kind int, words ...string) []Change {
	if len(words) == 0 {
		return out
	}
	return append(out, Change{kind, strings.Join(words, "")})
}

// middle is Myers' greedy comparison, as far as mostSteps reach.
func middle(a, b []string) []Change {
	if len(a) == 0 || len(b) == 0 {
		return add(add(nil, -1, a...), 1, b...)
	}
	limit := min(len(a)+len(b), mostSteps)
	v := map[int]int{1: 0}
	var trace []map[int]int
	for d := 0; d <= limit; d++ {
		row := make(map[int]int, d+1)
		for k := -d; k <= d; k += 2 {
			x := v[k-1] + 1
			if k == -d || k != d && v[k-1] < v[k+1] {
				x = v[k+1]
			}
			y := x - k
			for x < len(a) && y < len(b) && a[x] == b[y] {
				x, y = x+1, y+1
			}
			row[k] = x
			if x >= len(a) && y >= len(b) {
				return walk(append(trace, row), a, b)
			}
		}
		trace = append(trace, row)
		v = row
	}
	return add(add(nil, -1, a...), 1, b...)
}

// walk reads the shortest way back from its end.
func walk(trace []map[int]int, a, b []string) []Change {
	var back []Change
	x, y := len(a), len(b)
	for d := len(trace) - 1; d > 0; d-- {
		v, k := trace[d-1], x-y
		from := k - 1
		if k == -d || k != d && v[k-1] < v[k+1] {
			from = k + 1
		}
		px := v[from]
		py := px - from
		for x > px && y > py && x > 0 && y > 0 && a[x-1] == b[y-1] {
			back = append(back, Change{0, a[x-1]})
			x, y = x-1, y-1
		}
		if from == k+1 {
			back = append(back, Change{1, b[y-1]})
		} else {
			back = append(back, Change{-1, a[x-1]})
		}
		x, y = px, py
	}
	for ; x > 0; x-- {
		back = append(back, Change{0, a[x-1]})
	}
	for i, j := 0, len(back)-1; i < j; i, j = i+1, j-1 {
		back[i], back[j] = back[j], back[i]
	}
	return back
}

// fold joins neighbours of one kind.
func fold(in []Change) []Change {
	var out []Change
	for _, c := range in {
		if n := len(out); n > 0 && out[n-1].Kind == c.Kind {
			out[n-1].Text += c.Text
		} else {
			out = append(out, c)
		}
	}
	return out
}

// tokens splits a text into words with the white space that follows them.
func tokens(s string) []string {
	var out []string
	start, space := 0, false
	for i, r := range s {
		blank := r == ' ' || r == '\n' || r == '\t'
		if space && !blank {
			out = append(out, s[start:i])
			start = i
		}
		space = blank
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}
