package db

import (
	"context"
	"fmt"
	"strings"

	"github.com/uptrace/bun"
)

// pass says what a statement may name: one organization's rows, or (open) any.
type pass struct {
	organization string
	open         bool
	err          error
}

func (p *pass) tripped() error {
	if p == nil {
		return nil
	}
	return p.err
}

type passKey struct{}

func withPass(ctx context.Context, organization string) (context.Context, *pass) {
	p := &pass{organization: organization}
	return context.WithValue(ctx, passKey{}, p), p
}

func letPass(ctx context.Context) context.Context {
	return context.WithValue(ctx, passKey{}, &pass{open: true})
}

// tripwire cancels statements that name an organization's table without the
// scope's organization, or with another's. bun writes values into the statement,
// so the text says exactly what will be executed.
type tripwire struct{ tables map[string]bool }

func newTripwire() *tripwire {
	t := &tripwire{tables: map[string]bool{"entry_words": true}} // the index over entry_texts
	for _, name := range OwnedTables() {
		t.tables[name] = true
	}
	return t
}

// OwnedTables are the tables whose every row belongs to an organization.
func OwnedTables() []string {
	return []string{
		"members", "teams", "team_members", "invitations", "entries", "entry_texts", "entry_links",
		"revisions", "events", "event_heads", "kept_replies",
		"imports", "import_parts", "import_rows",
	}
}

// BeforeQuery implements bun.QueryHook. A hook cannot return an error; a
// cancelled context stops the statement and the pass carries the reason.
func (t *tripwire) BeforeQuery(ctx context.Context, e *bun.QueryEvent) context.Context {
	p, _ := ctx.Value(passKey{}).(*pass)
	if p != nil && p.open {
		return ctx
	}
	organization := ""
	if p != nil {
		organization = p.organization
	}
	err := t.inspect(e.Query, organization)
	if err == nil {
		return ctx
	}
	if p != nil {
		p.err = err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	cancel(err)
	return ctx
}

// AfterQuery implements bun.QueryHook.
func (*tripwire) AfterQuery(context.Context, *bun.QueryEvent) {}

// inspect reads one statement. Each mention of an owned table needs its own
// organization_id = '<organization>'; in an insert each row must begin with it.
func (t *tripwire) inspect(statement, organization string) error {
	var mentions, proofs int
	foreign, strange := "", false // an organization that is not the scope's
	insert, afterColumn, values := false, false, false
	depth := 0
	rowStart := false
	for i := 0; i < len(statement); {
		switch c := statement[i]; {
		case c == '\'':
			end := literalEnd(statement, i)
			literal := statement[i+1 : max(end-1, i+1)]
			if afterColumn || (values && rowStart) {
				if literal == organization && organization != "" {
					proofs++
				} else {
					foreign = literal
					strange = true
				}
			}
			afterColumn, rowStart = false, false
			i = end
		case isWord(c):
			end := i
			for end < len(statement) && isWord(statement[end]) {
				end++
			}
			word := strings.ToLower(statement[i:end])
			switch {
			case word == "insert" && i == 0:
				insert = true
			case word == "values" && insert && depth == 0 && mentions > 0:
				values = true
			case t.tables[word]:
				mentions++
			}
			afterColumn = word == "organization_id"
			if word == "null" || word == "default" {
				rowStart = false
			}
			i = end
		case c == '(':
			depth++
			rowStart = values && depth == 1
			i++
		case c == ')':
			depth--
			afterColumn = false
			i++
		case c == '=' || c == '"' || c == ' ':
			i++ // still between organization_id and its literal
		default:
			afterColumn, rowStart = false, false
			i++
		}
	}
	if mentions > 0 && strange {
		return fmt.Errorf("db: tripwire: statement names organization %q inside %q", foreign, organization)
	}
	if mentions > proofs {
		return fmt.Errorf("db: tripwire: statement names %d organization-owned tables and proves %d", mentions, proofs)
	}
	return nil
}

func literalEnd(s string, start int) int {
	for i := start + 1; i < len(s); i++ {
		if s[i] == '\'' {
			if i+1 < len(s) && s[i+1] == '\'' {
				i++
				continue
			}
			return i + 1
		}
	}
	return len(s) // unterminated: will not parse as SQL either
}

func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
