package web_test

import (
	"fmt"
	"strings"

	"gatehouse/db/model"
	"gatehouse/static"
	"gatehouse/web/route"
)

// trio is a path parameter three times: an object of the organization asked for,
// one of the other organization, and a well-formed one that does not exist. own
// equals foreign where the kind belongs to no organization.
type trio struct{ own, foreign, missing string }

// spot is a parameter in a pattern.
type spot struct {
	pattern string // the whole one
	before  string // up to the parameter
	label   string // the variant asked
}

func of(own, foreign, missing string) trio { return trio{own, foreign, missing} }

func shared(own, missing string) trio { return trio{own, own, missing} }

// The slugs that nobody has, as long as the ones they stand for.
var missingSlugs = map[string]string{"acme": "acne", "globex": "globin"}

// factories make the objects that paths name. A kind of route.Policy that is not
// here fails the walk.
var factories = map[string]func(mine, theirs side, s spot) trio{
	"organization": func(mine, theirs side, s spot) trio {
		if s.before == "/o/" {
			return of(mine.slug, theirs.slug, missingSlugs[theirs.slug])
		}
		return of(mine.attic, theirs.attic, model.NewID(model.OrganizationID))
	},
	"collection": func(_, _ side, s spot) trio {
		if s.label == singleton {
			return shared(singleton, "nothing-at-all")
		}
		return shared("posts", "nosuc")
	},
	"entry": func(mine, theirs side, s spot) trio {
		missing := model.NewID(model.EntryID)
		switch {
		case strings.HasSuffix(s.pattern, "/trash/removal"), strings.HasSuffix(s.pattern, ":entry/restoration"),
			strings.HasSuffix(s.pattern, ":entry/removal"):
			return of(mine.trashed, theirs.trashed, missing)
		}
		return of(mine.entry, theirs.entry, missing)
	},
	"revision": func(_, _ side, _ spot) trio { return shared("1", "7") },
	"field": func(_, _ side, s spot) trio {
		if strings.Contains(s.before, "candidates") {
			return shared("author", "nosuch")
		}
		return shared("title", "nosuc")
	},
	"action": func(_, _ side, s spot) trio {
		if strings.Contains(s.before, ":entry") && !strings.HasPrefix(s.before, "/api/") {
			return shared("duplicate", "nosuch")
		}
		return shared("nothing", "nosuch")
	},
	"member": func(mine, theirs side, _ spot) trio {
		return of(mine.member, theirs.member, model.NewID(model.MemberID))
	},
	"invitation": func(mine, theirs side, _ spot) trio {
		return of(mine.invitation, theirs.invitation, model.NewID(model.InvitationID))
	},
	"team": func(mine, theirs side, _ spot) trio { return of(mine.team, theirs.team, model.NewID(model.TeamID)) },
	"teamMember": func(mine, theirs side, _ spot) trio {
		return of(mine.teamMember, theirs.teamMember, model.NewID(model.TeamMemberID))
	},
	"user": func(mine, theirs side, _ spot) trio {
		return of(mine.memberUser, theirs.memberUser, model.NewID(model.UserID))
	},
	"import": func(mine, theirs side, s spot) trio {
		if strings.HasSuffix(s.pattern, "/undo") {
			return of(mine.imported, theirs.imported, model.NewID(model.ImportID))
		}
		return of(mine.waiting, theirs.waiting, model.NewID(model.ImportID))
	},
	"key": func(mine, theirs side, _ spot) trio { return of(mine.key, theirs.key, model.NewID(model.KeyID)) },
	"session": func(mine, theirs side, _ spot) trio {
		return of(mine.userSession, theirs.userSession, model.NewID(model.SessionID))
	},
	"device": func(mine, theirs side, _ spot) trio {
		return of(mine.device, theirs.device, model.NewID(model.DeviceID))
	},
	"passkey": func(mine, theirs side, _ spot) trio {
		return of(mine.passkey, theirs.passkey, model.NewID(model.PasskeyID))
	},
	"mail":  func(_, _ side, _ spot) trio { return shared("1", "2") },
	"token": func(_, _ side, _ spot) trio { return shared(strings.Repeat("a", 32), strings.Repeat("b", 32)) },
	"hash":  func(_, _ side, _ spot) trio { return shared(strings.Repeat("a", 64), strings.Repeat("b", 64)) },
	"*": func(_, _ side, s spot) trio {
		switch s.before {
		case static.Prefix:
			return shared(strings.TrimPrefix(static.URL(static.Stylesheet), static.Prefix), "app.00000000.css")
		case "/content/":
			return shared("posts", "nosuc")
		}
		return shared("members", "nothing")
	},
}

// step is one segment of a pattern with what may stand there.
type step struct {
	kind  string // "" for a fixed word
	words trio
}

// steps splits a pattern. It fails for a kind without a factory.
func steps(p route.Policy, v variant, mine, theirs side) ([]step, error) {
	var out []step
	before := ""
	for segment := range strings.SplitSeq(strings.TrimPrefix(p.Path, "/"), "/") {
		before += "/"
		kind, named := strings.CutPrefix(segment, ":")
		if segment != "*" && !named {
			out = append(out, step{words: shared(segment, segment)})
			before += segment
			continue
		}
		factory, ok := factories[kind]
		if !ok {
			return nil, fmt.Errorf("%s %s: no factory makes a %q; add one to factories", p.Method, p.Path, kind)
		}
		out = append(out, step{kind: kind, words: factory(mine, theirs, spot{pattern: p.Path, before: before, label: v.label})})
		before += segment
	}
	return out, nil
}

// target writes the steps as an address; pick chooses among a parameter's words.
func target(steps []step, pick func(i int, w trio) string) string {
	var b strings.Builder
	for i, s := range steps {
		b.WriteByte('/')
		b.WriteString(pick(i, s.words))
	}
	return b.String()
}

func own(_ int, w trio) string { return w.own }
