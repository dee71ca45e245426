package content_test

import (
	"context"
	"slices"
	"testing"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

const secretive = `
vault:
  display: title
  firewall: organization
  fields:
    title: {type: text, required: true}
    code:  {type: text, unique: true, mask: {type: redact, show: {roles: [owner]}}}
    fee:   {type: number, mask: {type: redact, show: {roles: [admin+], or: owner}}}
  access:
    list: {roles: [member+]}
    get: {roles: [member+]}
    create: {roles: [owner]}
    update: {roles: [editor+]}
    publish: {roles: [editor+]}
    delete: {roles: [editor+]}
  guards: {protected: {code: [recode]}}
  actions:
    recode: {access: {roles: [owner]}, input: {code: {type: text}}, set: {code: $input.code}}
    price:  {access: {roles: [editor+]}, input: {fee: {type: number}}, set: {fee: $input.fee}}
offers:
  display: title
  firewall: organization
  fields: {title: {type: text}, fee: {type: number, mask: {type: redact, show: {roles: [admin+], or: owner}}}}
  access: {list: {roles: [member+]}, get: {roles: [member+]}, create: {roles: [editor+]}, update: {roles: [editor+]}}
drop-box:
  display: title
  firewall: organization
  fields: {title: {type: text}, about: {type: relation, to: boardroom}}
  access: {get: {roles: [admin+]}, create: {roles: [member+]}, update: {roles: [editor+]}, publish: {roles: [editor+]}, delete: {roles: [editor+]}}
  actions: {stamp: {access: {roles: [editor+]}}}
boardroom:
  display: title
  firewall: organization
  fields: {title: {type: text}}
  access: {list: {roles: [admin+]}, create: {roles: [admin+]}, publish: {roles: [admin+]}}
diary:
  display: title
  firewall: {owner: {mode: optional}}
  fields: {title: {type: text, required: true}, slug: {type: slug, from: title, unique: true}}
  access: {list: {roles: [member+]}, get: {roles: [member+]}, create: {roles: [member+]}, update: {roles: [member+]}, publish: {roles: [member+]}, delete: {roles: [member+]}}
`

func secretly(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) { test(t, opened(t, w, secretive)) })
}

func TestAMaskedValueCannotBeTried(t *testing.T) {
	secretly(t, func(t *testing.T, h *house) {
		e := h.made(h.ada, "offers", schema.Values{"title": "One", "fee": 5.0})
		// The same answer to the right guess and to a wrong one, also behind guards and conflicts.
		for _, guess := range []any{5.0, 6.0, nil} {
			for _, base := range []content.Base{{}, content.MergeFrom(1)} {
				_, err := h.Update(ctx, h.bo, "offers", e.ID, schema.Values{"fee": guess}, content.UpdateOptions{Base: base})
				mustFail(t, "a guess", err, fault.CodeMasked)
			}
		}
		if e, err := h.Get(ctx, h.ada, "offers", e.ID); err != nil || e.Revision != 1 || e.Value("fee") != 5.0 {
			t.Fatalf("%v, revision %d, fee %v", err, e.Revision, e.Value("fee"))
		}
		if _, err := h.Update(ctx, h.ada, "offers", e.ID, schema.Values{"fee": 7.0}, content.UpdateOptions{}); err != nil {
			t.Error(err)
		}
		own := h.made(h.bo, "offers", schema.Values{"title": "Mine", "fee": 1.0})
		if _, err := h.Update(ctx, h.bo, "offers", own.ID, schema.Values{"fee": 2.0}, content.UpdateOptions{}); err != nil {
			t.Errorf("the owner sees it and may write it: %v", err)
		}
		// An older version comes back without what its restorer does not see.
		if _, err := h.Update(ctx, h.ada, "offers", e.ID, schema.Values{"title": "Two"}, content.UpdateOptions{}); err != nil {
			t.Fatal(err)
		}
		back, err := h.RestoreRevision(ctx, h.bo, "offers", e.ID, 1, content.Base{})
		if err != nil || back.Entry.Value("title") != "One" || back.Entry.Value("fee") != 7.0 {
			t.Errorf("restored: %v, %v", back.Entry.Values(), err)
		}
	})
}

func TestAnActionTellsNothingOfTheMaskedValueItWrites(t *testing.T) {
	secretly(t, func(t *testing.T, h *house) {
		told := func(fee float64) (revision int64, fields []string) {
			e := h.made(h.ada, "vault", schema.Values{"title": "One", "fee": 5.0})
			done, err := h.Act(ctx, h.bo, "vault", e.ID, "price", func(*schema.Action) (schema.Values, content.Base, error) {
				return schema.Values{"fee": fee}, content.Base{}, nil
			})
			if err != nil {
				t.Fatal(err)
			}
			history, err := h.Revisions(ctx, h.bo, "vault", e.ID)
			if err != nil {
				t.Fatal(err)
			}
			return done.Entry.Revision, history[0].Fields
		}
		sameRevision, sameFields := told(5)
		otherRevision, otherFields := told(6)
		if sameRevision != otherRevision || !slices.Equal(sameFields, otherFields) {
			t.Errorf("the same value: revision %d of %v; another: %d of %v", sameRevision, sameFields, otherRevision, otherFields)
		}
	})
}

func TestProblemsDoNotQuoteWhatIsMasked(t *testing.T) {
	secretly(t, func(t *testing.T, h *house) {
		recode := func(id, code string) {
			t.Helper()
			_, err := h.Act(ctx, h.ada, "vault", id, "recode", func(*schema.Action) (schema.Values, content.Base, error) {
				return schema.Values{"code": code}, content.Base{}, nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		quiet := func(what string, err error) {
			t.Helper()
			problem(t, what, err, "code", fault.ProblemTaken)
			for _, p := range fault.As(err).Problems {
				if p.Params["value"] != "" {
					t.Errorf("%s quotes %q", what, p.Params["value"])
				}
			}
		}
		first, second := h.made(h.ada, "vault", schema.Values{"title": "A"}), h.made(h.ada, "vault", schema.Values{"title": "B"})
		recode(first.ID, "x-1")
		if _, err := h.Publish(ctx, h.ada, "vault", first.ID, content.PublishOptions{}); err != nil {
			t.Fatal(err)
		}
		recode(first.ID, "x-2")
		recode(second.ID, "x-1") // free among drafts, taken among what is live
		_, err := h.Publish(ctx, h.bo, "vault", second.ID, content.PublishOptions{})
		quiet("publishing", err)
		done, err := h.Bulk(ctx, h.bo, "vault", content.BulkPublish, content.Selection{IDs: []string{second.ID}})
		if err != nil || len(done.Problems) != 1 || done.Problems[0].Problems[0].Params["value"] != "" {
			t.Errorf("in bulk: %+v, %v", done, err)
		}
		if _, err := h.Trash(ctx, h.bo, "vault", second.ID, content.Base{}); err != nil {
			t.Fatal(err)
		}
		third := h.made(h.ada, "vault", schema.Values{"title": "C"})
		recode(third.ID, "x-1")
		_, err = h.Untrash(ctx, h.bo, "vault", second.ID, content.Base{})
		quiet("restoring", err)
	})
}

// Whoever may write and not read learns nothing from what writing answers.
func TestAnswersToWritesShowNothingThatCannotBeRead(t *testing.T) {
	secretly(t, func(t *testing.T, h *house) {
		e := h.made(h.ada, "drop-box", schema.Values{"title": "For ada alone"})
		_, err := h.Get(ctx, h.bo, "drop-box", e.ID)
		mustFail(t, "reading", err, fault.CodeRoleRequired)
		hidden := func(what string, e content.Entry, err error) {
			t.Helper()
			if err != nil || e.ID == "" || len(e.Raw) > 0 {
				t.Errorf("%s: %s, %v", what, e.Raw, err)
			}
		}
		r, err := h.Update(ctx, h.bo, "drop-box", e.ID, schema.Values{}, content.UpdateOptions{})
		hidden("an empty change", r.Entry, err)
		r, err = h.Publish(ctx, h.bo, "drop-box", e.ID, content.PublishOptions{})
		hidden("publishing", r.Entry, err)
		r, err = h.Unpublish(ctx, h.bo, "drop-box", e.ID, content.Base{})
		hidden("unpublishing", r.Entry, err)
		r, err = h.Act(ctx, h.bo, "drop-box", e.ID, "stamp", func(*schema.Action) (schema.Values, content.Base, error) { return nil, content.Base{}, nil })
		hidden("an action", r.Entry, err)
		for name, base := range map[string]content.Base{"412": content.IfMatch(77), "409": content.IfRevision(77)} {
			_, err = h.Update(ctx, h.bo, "drop-box", e.ID, schema.Values{"title": "x"}, content.UpdateOptions{Base: base})
			current, _ := fault.As(err).Details.(content.Entry)
			hidden("the current entry of a "+name, current, nil)
		}
		r, err = h.Trash(ctx, h.bo, "drop-box", e.ID, content.Base{})
		hidden("deleting", r.Entry, err)
		r, err = h.Untrash(ctx, h.bo, "drop-box", e.ID, content.Base{})
		hidden("restoring", r.Entry, err)
		if r, err := h.Update(ctx, h.ada, "drop-box", e.ID, schema.Values{"title": "x"}, content.UpdateOptions{}); err != nil || len(r.Entry.Raw) == 0 {
			t.Errorf("who reads it: %s, %v", r.Entry.Raw, err)
		}
	})
}

func TestWhatCannotBeReadCannotBePointedTo(t *testing.T) {
	secretly(t, func(t *testing.T, h *house) {
		room := h.published(h.ada, "boardroom", schema.Values{"title": "Merger"})
		_, there := h.Create(ctx, h.bo, "drop-box", schema.Values{"about": room.ID}, content.CreateOptions{})
		_, absent := h.Create(ctx, h.bo, "drop-box", schema.Values{"about": model.NewID(model.EntryID)}, content.CreateOptions{})
		problem(t, "what is there", there, "about", fault.ProblemMissing)
		problem(t, "what is not", absent, "about", fault.ProblemMissing)
		if _, err := h.Create(ctx, h.ada, "drop-box", schema.Values{"about": room.ID}, content.CreateOptions{}); err != nil {
			t.Error(err)
		}
	})
}

// What others have in a collection that keeps owners apart is not theirs to learn,
// neither by a refusal nor by the number behind a slug.
func TestUniqueIsWithinWhatTheFirewallKeepsTogether(t *testing.T) {
	secretly(t, func(t *testing.T, h *house) {
		slug := func(by access.Scope, title string) any {
			t.Helper()
			return h.made(by, "diary", schema.Values{"title": title}).Value("slug")
		}
		if a, b := slug(h.ada, "Today"), slug(h.bo, "Today"); a != "today" || b != "today" {
			t.Errorf("%v and %v", a, b)
		}
		if again := slug(h.bo, "Today"); again != "today-2" {
			t.Errorf("one's own: %v", again)
		}
		_, err := h.Create(ctx, h.bo, "diary", schema.Values{"title": "x", "slug": "today"}, content.CreateOptions{Publish: true})
		problem(t, "one's own, given", err, "slug", fault.ProblemTaken)
		// An admin who reaches another's entry meets that owner's values.
		other := h.made(h.bo, "diary", schema.Values{"title": "Other"})
		_, err = h.Update(ctx, h.ada, "diary", other.ID, schema.Values{"slug": "today"}, content.UpdateOptions{})
		problem(t, "another's", err, "slug", fault.ProblemTaken)
		err = h.Together(ctx, func(ctx context.Context, s *content.Store) error {
			_, err := s.Create(ctx, h.ada, "diary", schema.Values{"title": "x", "slug": "other"}, content.CreateOptions{Publish: true})
			return err
		})
		if err != nil {
			t.Errorf("free among one's own: %v", err)
		}
	})
}
