package org_test

import (
	"slices"
	"strings"
	"testing"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/org"
)

func TestCreate(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		bo := h.Actor(dbtest.Bo)
		o := must[org.Made](t)(h.org.Create(ctx, bo, org.Input{Name: "  Café Zürich "}))
		if o.Name != "Café Zürich" || o.Slug != "cafe-zurich" || o.Hue < 0 || o.Hue > 23 || !o.MayDelete {
			t.Errorf("created %+v", o)
		}
		if got := h.members(o.ID); len(got) != 1 || got[dbtest.Bo] != access.Owner {
			t.Errorf("members %v", got)
		}
		if h.activeOf(dbtest.Bo) != o.ID {
			t.Error("the session does not work in the new organization")
		}
		if got := h.events(o.ID); !slices.Equal(got, []string{"organization.created", "member.joined"}) {
			t.Errorf("events %v", got)
		}
		again := must[org.Made](t)(h.org.Create(ctx, bo, org.Input{Name: "Café Zürich"}))
		if again.Slug != "cafe-zurich-2" {
			t.Errorf("second slug %q", again.Slug)
		}
		list := must[[]org.Place](t)(h.org.List(ctx, h.Actor(dbtest.Bo)))
		if len(list) != 3 || list[0].OrganizationID != again.ID || !list[0].Active || list[1].Slug != "acme" || list[1].Role != "editor" {
			t.Errorf("list %+v", list)
		}
	})
}

func TestCreateRefusals(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ada := h.Actor(dbtest.Ada)
		for slug, problem := range map[string]string{
			"acme": fault.ProblemTaken, "new": fault.ProblemTaken, "Acme": fault.ProblemFormat, "-a": fault.ProblemFormat,
			"a-": fault.ProblemFormat, "a b": fault.ProblemFormat, "a": fault.ProblemTooShort,
			strings.Repeat("a", 49): fault.ProblemTooLong, "": fault.ProblemRequired, "org_installation": fault.ProblemFormat,
		} {
			p, err := h.org.CheckSlug(ctx, slug, "")
			if err != nil || p == nil || p.Code != problem {
				t.Errorf("check %q: %+v, %v", slug, p, err)
			}
			if slug != "" && slug != "acme" {
				_, err = h.org.Create(ctx, ada, org.Input{Name: "X", Slug: slug})
				wants(t, err, fault.CodeInvalid)
			}
		}
		if p, err := h.org.CheckSlug(ctx, "acme", dbtest.Acme); p != nil || err != nil {
			t.Errorf("its own slug: %+v, %v", p, err)
		}
		_, err := h.org.Create(ctx, ada, org.Input{Name: "X", Slug: "acme"})
		wants(t, err, fault.CodeSlugTaken)
		for _, name := range []string{"", "a\x00b", strings.Repeat("ü", 81)} {
			_, err = h.org.Create(ctx, ada, org.Input{Name: name, Slug: "fine"})
			wants(t, err, fault.CodeInvalid)
		}
		_, err = h.org.Create(ctx, access.Actor{}, org.Input{Name: "X"})
		wants(t, err, fault.CodeUnauthenticated)

		strict := open(t, h.World, org.Options{}, false)
		_, err = strict.org.Create(ctx, h.Actor(dbtest.Bo), org.Input{Name: "X"})
		wants(t, err, fault.CodeCreateNotAllowed)
		must[org.Made](t)(strict.org.Create(ctx, ada, org.Input{Name: "By the platform's admin"}))
	})
}

// fixed is a selection that always works in Acme.
type fixed struct{ access.Selection }

func (fixed) Create() error {
	return fault.New(fault.Forbidden, fault.LayerAccess, fault.CodeCreateNotAllowed)
}
func (fixed) Delete(id string) error   { return only(id, id != dbtest.Acme) }
func (fixed) Activate(id string) error { return only(id, id == dbtest.Acme) }
func only(_ string, allowed bool) error {
	if allowed {
		return nil
	}
	return fault.New(fault.Forbidden, fault.LayerAccess, fault.CodeFixed)
}

func TestTheSelectionHasTheLastWord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		h := build(t, w, org.Options{AllowCreate: true}, false, dbtest.NewGate(w.DB, fixed{access.Choose()}))
		_, err := h.org.Create(ctx, h.Actor(dbtest.Ada), org.Input{Name: "X"})
		wants(t, err, fault.CodeCreateNotAllowed)
		h.refresh(dbtest.Ada)
		wants(t, h.org.Delete(ctx, h.Scope(dbtest.Ada, dbtest.Acme), "acme"), fault.CodeFixed)
		if o := must[org.Organization](t)(h.org.Get(ctx, h.Scope(dbtest.Ada, dbtest.Acme))); o.MayDelete {
			t.Error("deleting is offered")
		}
		id, _ := h.invite(h.Scope(dbtest.Cy, dbtest.Globex), "bo@example.com", "editor")
		must[org.Joined](t)(h.org.Accept(ctx, h.Actor(dbtest.Bo), id, ""))
		if got := h.activeOf(dbtest.Bo); got != "" {
			t.Errorf("the session was moved to %s", got)
		}
	})
}

func TestCreateInParallelTakesASlugOnce(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		cy := h.Actor(dbtest.Cy)
		done := 0
		for _, err := range together(8, func(int) error {
			_, err := h.org.Create(ctx, cy, org.Input{Name: "Same", Slug: "same"})
			return err
		}) {
			if err == nil {
				done++
			} else {
				wants(t, err, fault.CodeSlugTaken)
			}
		}
		if done != 1 {
			t.Errorf("%d organizations have the slug", done)
		}
	})
}

func setupInput() org.SetupInput {
	return org.SetupInput{Organization: "First", Person: auth.PersonInput{Name: "Fay", Email: "Fay@Example.com", Password: "a long enough sentence"}}
}

func nobodyYet(t *testing.T, h house) {
	t.Helper()
	_, err := db.RemovePlatform[model.User](h.DB).Where("1 = 1").Do(ctx)
	ok(t, err)
}

func TestSetup(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		nobodyYet(t, h)
		code := must[string](t)(h.people.NewSetupCode(ctx))
		_, _, err := h.org.Setup(ctx, "wrong", setupInput(), auth.Device{})
		wants(t, err, fault.CodeTokenInvalid)
		_, _, err = h.org.Setup(ctx, code, org.SetupInput{Slug: "-"}, auth.Device{})
		fields := map[string]bool{}
		for _, p := range fault.As(err).Problems {
			fields[p.Field] = true
		}
		for _, f := range []string{"organization", "slug", "name", "email", "password"} {
			if !fields[f] {
				t.Errorf("no problem on %s: %v", f, err)
			}
		}
		type made struct {
			token string
			out   org.Founded
		}
		results := make([]made, 6)
		done := 0
		for i, err := range together(6, func(i int) (err error) {
			in := setupInput()
			in.Person.Email = string(rune('a'+i)) + "@example.com"
			results[i].token, results[i].out, err = h.org.Setup(ctx, code, in, auth.Device{Address: "192.0.2.1"})
			return err
		}) {
			if err != nil {
				if !fault.Has(err, fault.CodeSetupDone) && !fault.Has(err, fault.CodeTokenInvalid) {
					t.Error(err)
				}
				continue
			}
			done++
			made := results[i]
			actor, err := h.Gate.Recognize(ctx, access.Credential{Secret: made.token})
			ok(t, err)
			if actor.UserRole() != "admin" || actor.Identity().ActiveOrganizationID != made.out.Organization.ID {
				t.Errorf("signed in as %+v", actor.Identity())
			}
			scope := must[access.Scope](t)(h.Gate.Enter(ctx, actor, access.Asked{Slug: "first"}))
			if scope.Role() != access.Owner {
				t.Errorf("role %q", scope.Role())
			}
			h.events(made.out.Organization.ID)
		}
		if all, err := h.people.Users(ctx); done != 1 || len(all) != 1 || err != nil {
			t.Errorf("%d set-ups went through, %d users, %v", done, len(all), err)
		}
		_, err = h.org.Bootstrap(ctx, setupInput())
		wants(t, err, fault.CodeSetupDone)
	})
}

func TestBootstrap(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		nobodyYet(t, h)
		results := make([]org.Founded, 4)
		done := 0
		for i, err := range together(4, func(i int) (err error) {
			in := setupInput()
			in.Person.Email = string(rune('a'+i)) + "@example.com"
			results[i], err = h.org.Bootstrap(ctx, in)
			return err
		}) {
			if err != nil {
				wants(t, err, fault.CodeSetupDone)
				continue
			}
			done++
			out := results[i]
			if out.User.Role != "admin" || h.members(out.Organization.ID)[out.User.ID] != access.Owner {
				t.Errorf("made %+v", out)
			}
			rows := must[[]model.Event](t)(db.Select[model.Event](h.DB, h.inside(out.Organization.ID)).All(ctx))
			if len(rows) != 2 || rows[0].ActorKind != "system" {
				t.Errorf("events %+v", rows)
			}
		}
		if done != 1 {
			t.Errorf("%d bootstraps went through", done)
		}
		all := must[[]org.Listed](t)(h.org.ListAll(ctx))
		if len(all) != 3 || all[0].Slug != "acme" || all[1].Slug != "first" || all[1].Members != 1 {
			t.Errorf("list %+v", all)
		}
	})
}
