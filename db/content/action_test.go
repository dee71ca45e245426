package content_test

import (
	"slices"
	"testing"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

const acting = `
tasks:
  display: title
  firewall: organization
  fields:
    title:  {type: text, required: true, max: 20}
    slug:   {type: slug, from: title, unique: true}
    stage:  {type: select, options: [idea, draft, done], default: idea}
    doneBy: {type: text}
    doneAt: {type: datetime}
    word:   {type: textarea, max: 5}
    pay:    {type: number, mask: {type: redact, show: {roles: [owner], or: owner}}}
  access: {list: {roles: [member+]}, get: {roles: [member+]}, create: {roles: [member+]}, update: {roles: [member+]}, publish: {roles: [member+]}, delete: {roles: [owner]}}
  guards: {protected: {stage: [advance, reopen], doneBy: [advance]}}
  actions:
    advance:
      access: {or: [{roles: [owner]}, {roles: [editor], record: {createdBy: {equals: $ctx.userId}}}]}
      input: {note: {type: text, required: true}}
      set: {doneBy: $ctx.userId, doneAt: $ctx.now, word: $input.note}
      transition: {field: stage, from: [idea, draft], to: done}
    reopen: {access: {roles: [owner]}, transition: {field: stage, from: [done], to: idea}}
    ping:   {access: {roles: [member+]}}
    sweep:  {access: {roles: [editor]}, standalone: true, input: {days: {type: number, required: true, min: 1}}}
`

func given(values schema.Values) content.ActionInput {
	return func(*schema.Action) (schema.Values, content.Base, error) { return values, content.Base{}, nil }
}

func (h *house) events(scope access.Scope, subject string) (types []string) {
	h.t.Helper()
	rows, err := db.Select[model.Event](h.DB, scope.Within(access.OrganizationWide())).
		Where("?TableAlias.subject_id = ?", subject).Order("?TableAlias.number").All(ctx)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, e := range rows {
		types = append(types, e.Type)
	}
	return types
}

func TestActions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		h := opened(t, w, acting)
		mine := h.made(h.bo, "tasks", schema.Values{"title": "Mine"})
		hers := h.made(h.ada, "tasks", schema.Values{"title": "Hers", "pay": 7.0})
		note := given(schema.Values{"note": "ok"})

		result, err := h.Act(ctx, h.bo, "tasks", mine.ID, "advance", note)
		if err != nil {
			t.Fatal(err)
		}
		v := result.Entry.Values()
		if v["stage"] != "done" || v["doneBy"] != dbtest.Bo || v["word"] != "ok" || v["doneAt"] == nil || result.Entry.Revision != 2 || !result.Changed {
			t.Errorf("advanced to %v at revision %d", v, result.Entry.Revision)
		}
		if got := h.events(h.ada, mine.ID); !slices.Equal(got, []string{"entry.created", "entry.advance"}) {
			t.Errorf("recorded %v", got)
		}
		if saves, err := h.Revisions(ctx, h.ada, "tasks", mine.ID); err != nil || len(saves) != 2 || saves[0].Action != "advance" {
			t.Errorf("history %v, %v", saves, err)
		}

		// In the order of decisions: each refusal comes although all later ones apply too.
		bad := given(nil)
		_, err = h.Act(ctx, h.bo, "tasks", mine.ID, "nothing", bad)
		mustFail(t, "no such action", err, fault.CodeNotFound)
		_, err = h.Act(ctx, h.visitor, "tasks", "ent_x", "advance", bad)
		mustFail(t, "nobody", err, fault.CodeUnauthenticated)
		_, err = h.Act(ctx, h.bo, "tasks", mine.ID, "reopen", bad)
		mustFail(t, "another role", err, fault.CodeRoleRequired)
		_, err = h.Act(ctx, h.bo, "tasks", "ent_x", "advance", bad)
		mustFail(t, "no such entry", err, fault.CodeFirewallNotFound)
		_, err = h.Act(ctx, h.cy, "tasks", mine.ID, "advance", bad)
		mustFail(t, "another organization's", err, fault.CodeFirewallNotFound)
		_, err = h.Act(ctx, h.bo, "tasks", hers.ID, "advance", bad)
		mustFail(t, "the record part", err, fault.CodeWrongState)
		_, err = h.Act(ctx, h.ada, "tasks", mine.ID, "advance", bad)
		mustFail(t, "the state", err, fault.CodeWrongState)
		f := fault.As(err)
		if f.Kind != fault.Conflict || f.Params["field"] != "stage" || f.Params["state"] != "done" || f.Params["target"] != "done" || f.Params["allowed"] != "idea, draft" {
			t.Errorf("the state is told as %v", f.Params)
		}
		_, err = h.Act(ctx, h.ada, "tasks", hers.ID, "advance", bad)
		problem(t, "no note", err, "note", fault.ProblemRequired)
		_, err = h.Act(ctx, h.ada, "tasks", hers.ID, "advance", given(schema.Values{"note": "too long"}))
		problem(t, "a note that the field does not take", err, "note", fault.ProblemTooLong)
		_, err = h.Update(ctx, h.ada, "tasks", hers.ID, schema.Values{"stage": "draft"}, content.UpdateOptions{})
		mustFail(t, "a protected field", err, fault.CodeProtected)
		_, err = h.Create(ctx, h.ada, "tasks", schema.Values{"title": "x", "doneBy": "me"}, content.CreateOptions{})
		mustFail(t, "a protected field of a new entry", err, fault.CodeProtected)

		// Somebody is faster between the look and the write.
		_, err = h.Act(ctx, h.ada, "tasks", hers.ID, "advance", func(*schema.Action) (schema.Values, content.Base, error) {
			if _, err := h.Act(ctx, h.ada, "tasks", hers.ID, "advance", note); err != nil {
				t.Error(err)
			}
			return schema.Values{"note": "late"}, content.Base{}, nil
		})
		mustFail(t, "a lost race", err, fault.CodeTransitionLost)
		if e, _ := h.Get(ctx, h.ada, "tasks", hers.ID); e.Values()["word"] != "ok" || e.Revision != 2 {
			t.Errorf("the loser wrote: %v", e.Values())
		}
		_, err = h.Act(ctx, h.ada, "tasks", hers.ID, "reopen", func(*schema.Action) (schema.Values, content.Base, error) {
			return nil, content.IfMatch(1), nil
		})
		mustFail(t, "an older revision", err, fault.CodeStale)
		if result, err = h.Act(ctx, h.bo, "tasks", hers.ID, "ping", given(nil)); err != nil || result.Changed || result.Entry.Revision != 2 {
			t.Errorf("an action that writes nothing: %+v, %v", result, err)
		}
		if got := h.events(h.ada, hers.ID); !slices.Equal(got, []string{"entry.created", "entry.advance", "entry.ping"}) {
			t.Errorf("recorded %v", got)
		}

		err = h.ActAlone(ctx, h.bo, "tasks", "sweep", given(schema.Values{"days": 0.0}))
		problem(t, "a standalone action's input", err, "days", fault.ProblemTooSmall)
		mustFail(t, "a standalone action", h.ActAlone(ctx, h.ada, "tasks", "sweep", bad), fault.CodeRoleRequired)
		if err := h.ActAlone(ctx, h.bo, "tasks", "sweep", given(schema.Values{"days": 3.0})); err != nil {
			t.Error(err)
		}
		if got := h.events(h.ada, "tasks"); !slices.Equal(got, []string{"collection.sweep"}) {
			t.Errorf("recorded %v", got)
		}

		twin, err := h.Duplicate(ctx, h.bo, "tasks", hers.ID, content.Base{})
		if err != nil {
			t.Fatal(err)
		}
		if v := twin.Values(); v["title"] != "Hers" || v["slug"] == "hers" || v["slug"] == nil || v["stage"] != "idea" || v["pay"] != nil || v["doneBy"] != nil || twin.CreatedBy != dbtest.Bo || twin.Live() {
			t.Errorf("the duplicate is %v", v)
		}
		_, err = h.Duplicate(ctx, h.cy, "tasks", hers.ID, content.Base{})
		mustFail(t, "duplicating another organization's", err, fault.CodeFirewallNotFound)
	})
}
