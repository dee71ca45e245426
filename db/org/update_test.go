package org_test

import (
	"slices"
	"testing"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/org"
)

func ptr[T any](v T) *T { return &v }

func (h house) rename(t *testing.T, organizationID, slug string) error {
	t.Helper()
	actor := map[string]string{dbtest.Acme: dbtest.Ada, dbtest.Globex: dbtest.Cy}[organizationID]
	_, err := h.org.Update(ctx, h.Scope(actor, organizationID), org.Update{Slug: ptr(slug)})
	return err
}

func TestUpdate(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ada := h.Scope(dbtest.Ada, dbtest.Acme)
		o := must[org.Organization](t)(h.org.Update(ctx, ada, org.Update{Name: ptr("Acme & Co"), Hue: ptr(3), Metadata: ptr(`{"a":1}`)}))
		if o.Name != "Acme & Co" || o.Hue != 3 || o.Slug != "acme" || o.Metadata != `{"a":1}` {
			t.Errorf("updated %+v", o)
		}
		must[org.Organization](t)(h.org.Update(ctx, ada, org.Update{Name: ptr("Acme & Co")})) // nothing to do
		if got := h.events(dbtest.Acme); !slices.Equal(got, []string{"organization.updated"}) {
			t.Errorf("events %v", got)
		}
		for _, in := range []org.Update{
			{Name: ptr("")}, {Slug: ptr("new")}, {Hue: ptr(24)}, {Hue: ptr(-1)}, {Logo: ptr("javascript:alert(1)")}, {Metadata: ptr("{")},
		} {
			_, err := h.org.Update(ctx, ada, in)
			wants(t, err, fault.CodeInvalid)
		}
		wants(t, h.rename(t, dbtest.Acme, "globex"), fault.CodeSlugTaken)
		_, err := h.org.Update(ctx, h.Scope(dbtest.Bo, dbtest.Acme), org.Update{Name: ptr("Bo's")})
		wants(t, err, fault.CodeRoleRequired)
	})
}

func TestFormerSlugsRedirectMembersForNinetyDays(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ok(t, h.rename(t, dbtest.Acme, "apex"))
		ok(t, h.rename(t, dbtest.Acme, "zenith"))
		for _, slug := range []string{"acme", "apex"} {
			if got, err := h.org.ResolveOldSlug(ctx, h.Actor(dbtest.Bo), slug); got != "zenith" || err != nil {
				t.Errorf("%s leads Bo to %q, %v", slug, got, err)
			}
			_, errOutsider := h.org.ResolveOldSlug(ctx, h.Actor(dbtest.Cy), slug)
			_, errUnknown := h.org.ResolveOldSlug(ctx, h.Actor(dbtest.Cy), "never-was")
			same(t, errOutsider, errUnknown)
			_, errNobody := h.org.ResolveOldSlug(ctx, access.Actor{}, slug)
			same(t, errNobody, errUnknown)
			wants(t, h.rename(t, dbtest.Globex, slug), fault.CodeSlugTaken)
			if p, err := h.org.CheckSlug(ctx, slug, dbtest.Globex); p == nil || err != nil {
				t.Errorf("%s looks free: %v", slug, err)
			}
		}
		if s := must[string](t)(h.org.SuggestSlug(ctx, "Apex")); s != "apex-2" {
			t.Errorf("suggested %q", s)
		}
		ok(t, h.rename(t, dbtest.Acme, "apex")) // its own again
		if got, err := h.org.ResolveOldSlug(ctx, h.Actor(dbtest.Bo), "zenith"); got != "apex" || err != nil {
			t.Errorf("zenith leads to %q, %v", got, err)
		}
		_, err := db.UpdatePlatform[model.OldSlug](h.DB).Set("until = ?", h.DB.Now()-1).Where("slug = ?", "acme").Do(ctx)
		ok(t, err)
		_, err = h.org.ResolveOldSlug(ctx, h.Actor(dbtest.Bo), "acme")
		wants(t, err, fault.CodeNotFound)
		ok(t, h.rename(t, dbtest.Globex, "acme"))
	})
}

// same fails the test unless two refusals cannot be told apart.
func same(t *testing.T, a, b error) {
	t.Helper()
	if a == nil || b == nil {
		t.Errorf("not refused: %v, %v", a, b)
		return
	}
	x, y := fault.As(a), fault.As(b)
	if x.Kind != y.Kind || x.Layer != y.Layer || x.Error() != y.Error() || len(x.Params) != len(y.Params) {
		t.Errorf("told apart: %v and %v", a, b)
	}
	for k, v := range x.Params {
		if y.Params[k] != v {
			t.Errorf("told apart by %s: %q and %q", k, v, y.Params[k])
		}
	}
}

func TestDeleteAndRestore(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		h.joins(dbtest.Acme, h.person("Ann", "ann@example.com", true).UserID(), access.Admin)
		ok(t, h.people.SetActiveOrganization(ctx, h.Actor(dbtest.Bo), dbtest.Acme))
		ok(t, h.rename(t, dbtest.Acme, "apex"))
		id, _ := h.invite(h.Scope(dbtest.Ada, dbtest.Acme), "dee@example.com", "editor")

		wants(t, h.org.Delete(ctx, h.Scope(dbtest.Ada, dbtest.Acme), "apex"), fault.CodeNotFresh)
		h.refresh(dbtest.Ada)
		wants(t, h.org.Delete(ctx, h.Scope(dbtest.Ada, dbtest.Acme), "Apex"), fault.CodeConfirmationMismatch)
		wants(t, h.org.Delete(ctx, h.Scope(dbtest.Bo, dbtest.Acme), "apex"), fault.CodeRoleRequired)
		stale := h.Scope(dbtest.Ada, dbtest.Acme)
		ok(t, h.org.Delete(ctx, stale, "apex"))

		_, err := h.Gate.Enter(ctx, h.Actor(dbtest.Ada), access.Asked{ID: dbtest.Acme})
		wants(t, err, fault.CodeNotFound)
		_, err = h.org.Update(ctx, stale, org.Update{Name: ptr("Still here")})
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("an archived organization was changed: %v", err)
		}
		if h.activeOf(dbtest.Bo) != "" {
			t.Error("Bo's session still starts in it")
		}
		if v := must[org.InvitationView](t)(h.org.Invitation(ctx, access.Actor{}, id, "")); v.State != org.StateOrganizationDeleted {
			t.Errorf("the invitation is %s", v.State)
		}
		for _, slug := range []string{"apex", "acme"} {
			if p, err := h.org.CheckSlug(ctx, slug, ""); p != nil || err != nil {
				t.Errorf("%s is not free: %v, %v", slug, p, err)
			}
		}
		archived := must[[]org.Organization](t)(h.org.Archived(ctx, h.Actor(dbtest.Ada)))
		if len(archived) != 1 || archived[0].ID != dbtest.Acme {
			t.Errorf("archived %+v", archived)
		}
		_, errOther := h.org.Restore(ctx, h.Actor(dbtest.Cy), dbtest.Acme, "")
		_, errUnknown := h.org.Restore(ctx, h.Actor(dbtest.Cy), "org_never", "")
		_, errEditor := h.org.Restore(ctx, h.Actor(dbtest.Bo), dbtest.Acme, "")
		same(t, errOther, errUnknown)
		same(t, errEditor, errUnknown)
		_, err = h.org.Restore(ctx, h.Actor(dbtest.Ada), model.Installation, "inst")
		wants(t, err, fault.CodeNotFound)

		must[org.Made](t)(h.org.Create(ctx, h.Actor(dbtest.Cy), org.Input{Name: "Apex"}))
		_, err = h.org.Restore(ctx, h.Actor(dbtest.Ada), dbtest.Acme, "")
		wants(t, err, fault.CodeSlugTaken)
		_, err = h.org.Restore(ctx, h.Actor(dbtest.Ada), dbtest.Acme, "new")
		wants(t, err, fault.CodeInvalid)
		o := must[org.Organization](t)(h.org.Restore(ctx, h.Actor(dbtest.Ada), dbtest.Acme, "apex-works"))
		if o.Slug != "apex-works" || o.ArchivedAt != 0 || h.Scope(dbtest.Bo, dbtest.Acme).Role() != access.Editor {
			t.Errorf("restored %+v", o)
		}
		_, err = h.org.Restore(ctx, h.Actor(dbtest.Ada), dbtest.Acme, "")
		wants(t, err, fault.CodeNotFound)
		want := []string{"organization.updated", "invitation.sent", "organization.deleted", "organization.restored"}
		if got := h.events(dbtest.Acme); !slices.Equal(got, want) {
			t.Errorf("events %v", got)
		}
	})
}
