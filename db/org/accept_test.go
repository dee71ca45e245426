package org_test

import (
	"slices"
	"testing"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/org"
)

func TestAccept(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		id, _ := h.invite(h.Scope(dbtest.Ada, dbtest.Acme), "cy@example.com", "editor")
		cy := h.Actor(dbtest.Cy)
		v := must[org.InvitationView](t)(h.org.Invitation(ctx, cy, id, ""))
		if v.Recipient != org.RecipientSelf || v.Email != "cy@example.com" || !v.MayAccept || v.AlreadyMember {
			t.Errorf("Cy sees %+v", v)
		}
		if _, there := h.members(dbtest.Acme)[dbtest.Cy]; there {
			t.Error("looking at it accepted it")
		}
		j := must[org.Joined](t)(h.org.Accept(ctx, cy, id, ""))
		if j.OrganizationID != dbtest.Acme || j.Slug != "acme" || j.Role != "editor" || h.members(dbtest.Acme)[dbtest.Cy] != "editor" {
			t.Errorf("joined %+v", j)
		}
		if h.activeOf(dbtest.Cy) != dbtest.Acme {
			t.Error("the session does not work there")
		}
		if got := h.events(dbtest.Acme); !slices.Equal(got, []string{"invitation.sent", "invitation.accepted", "member.joined"}) {
			t.Errorf("events %v", got)
		}
		_, err := h.org.Accept(ctx, cy, id, "")
		wants(t, err, fault.CodeAlreadyMember)
		if fault.As(err).Params["slug"] != "acme" {
			t.Error("no way in is named")
		}
		v = must[org.InvitationView](t)(h.org.Invitation(ctx, cy, id, ""))
		if v.State != org.StateAccepted || !v.AlreadyMember || v.MayAccept {
			t.Errorf("afterwards Cy sees %+v", v)
		}
		ok(t, h.org.Leave(ctx, h.Scope(dbtest.Cy, dbtest.Acme)))
		_, err = h.org.Accept(ctx, cy, id, "")
		wants(t, err, fault.CodeInvitationUsed)
	})
}

func TestAcceptTwentyTimesMakesOneMember(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		id, token := h.invite(h.Scope(dbtest.Ada, dbtest.Acme), "dee@example.com", "editor")
		dee := h.person("Dee", "dee@example.com", false)
		done := 0
		for _, err := range together(20, func(int) error {
			_, err := h.org.Accept(ctx, dee, id, token)
			return err
		}) {
			if err == nil {
				done++
			} else {
				wants(t, err, fault.CodeAlreadyMember)
			}
		}
		if members := h.members(dbtest.Acme); done != 1 || len(members) != 3 {
			t.Errorf("%d accepted, members %v", done, members)
		}
		if user := must[model.User](t)(h.people.User(ctx, dee)); !user.EmailVerified {
			t.Error("the mailed token did not prove the address")
		}
		h.events(dbtest.Acme)
	})
}

func TestAcceptRefusals(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ada := h.Scope(dbtest.Ada, dbtest.Acme)
		id, token := h.invite(ada, "dee@example.com", "editor")
		accept := func(actor access.Actor, token string) error {
			_, err := h.org.Accept(ctx, actor, id, token)
			return err
		}
		wants(t, accept(access.Actor{}, token), fault.CodeUnauthenticated)
		wants(t, accept(h.Actor(dbtest.Cy), token), fault.CodeNotTheRecipient)
		v := must[org.InvitationView](t)(h.org.Invitation(ctx, h.Actor(dbtest.Cy), id, ""))
		if v.Recipient != org.RecipientOther || v.Email != "" || v.MaskedEmail != "d**@e******.com" {
			t.Errorf("Cy sees %+v", v)
		}
		dee := h.person("Dee", "dee@example.com", false)
		wants(t, accept(dee, ""), fault.CodeEmailNotVerified)
		wants(t, accept(dee, "wrong"), fault.CodeEmailNotVerified)
		wants(t, h.org.Reject(ctx, dee, id, ""), fault.CodeEmailNotVerified)
		_, err := h.org.Accept(ctx, dee, "inv_never", token)
		wants(t, err, fault.CodeInvitationNotFound)

		h.changeInvitation(dbtest.Acme, id, "expires_at = ?", h.DB.Now()-1)
		wants(t, accept(dee, token), fault.CodeInvitationExpired)
		must[org.Invitation](t)(h.org.Resend(ctx, ada, id))
		wants(t, accept(dee, token), fault.CodeEmailNotVerified) // the older mail
		token = h.token(dbtest.Acme, id)
		must[org.Invitation](t)(h.org.Revoke(ctx, ada, id))
		wants(t, accept(dee, token), fault.CodeInvitationNotFound)
		if user := must[model.User](t)(h.people.User(ctx, dee)); user.EmailVerified {
			t.Error("a refused acceptance verified the address")
		}
		if _, there := h.members(dbtest.Acme)[dee.UserID()]; there {
			t.Error("Dee got in")
		}
	})
}

func TestAcceptAfterTheInviterFell(t *testing.T) {
	falls := map[string]func(t *testing.T, h house){
		"left":    func(t *testing.T, h house) { ok(t, h.org.Leave(ctx, h.Scope(dbtest.Bo, dbtest.Acme))) },
		"demoted": func(_ *testing.T, h house) { h.setRole(dbtest.Acme, dbtest.Bo, access.Editor) },
		"banned": func(t *testing.T, h house) {
			_, err := db.UpdatePlatform[model.User](h.DB).Set("banned = ?", true).Where("id = ?", dbtest.Bo).Do(ctx)
			ok(t, err)
		},
	}
	for name, fall := range falls {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, h house) {
				h.setRole(dbtest.Acme, dbtest.Bo, access.Admin)
				id, token := h.invite(h.Scope(dbtest.Bo, dbtest.Acme), "cy@example.com", "admin")
				fall(t, h)
				_, err := h.org.Accept(ctx, h.Actor(dbtest.Cy), id, token)
				wants(t, err, fault.CodeInvitationNotFound)
				if v := must[org.InvitationView](t)(h.org.Invitation(ctx, h.Actor(dbtest.Cy), id, token)); v.State != org.StateRevoked {
					t.Errorf("the page says %s", v.State)
				}
				must[org.Invitation](t)(h.org.Resend(ctx, h.Scope(dbtest.Ada, dbtest.Acme), id)) // Ada vouches now
				must[org.Joined](t)(h.org.Accept(ctx, h.Actor(dbtest.Cy), id, ""))
			})
		})
	}
}

func TestMembershipLimit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		h := open(t, w, org.Options{MembershipLimit: 3}, false)
		var ids []string
		var people []access.Actor
		for _, name := range []string{"dee", "eve", "fay"} {
			id, _ := h.invite(h.Scope(dbtest.Ada, dbtest.Acme), name+"@example.com", "member")
			ids, people = append(ids, id), append(people, h.person(name, name+"@example.com", true))
		}
		done := 0
		for _, err := range together(3, func(i int) error {
			_, err := h.org.Accept(ctx, people[i], ids[i], "")
			return err
		}) {
			if err == nil {
				done++
			} else {
				wants(t, err, fault.CodeMembershipLimit)
			}
		}
		if done != 1 || len(h.members(dbtest.Acme)) != 3 {
			t.Errorf("%d got in", done)
		}
	})
}

func TestReject(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		id, token := h.invite(h.Scope(dbtest.Ada, dbtest.Acme), "dee@example.com", "editor")
		wants(t, h.org.Reject(ctx, access.Actor{}, id, ""), fault.CodeUnauthenticated)
		wants(t, h.org.Reject(ctx, h.Actor(dbtest.Cy), id, ""), fault.CodeNotTheRecipient)
		ok(t, h.org.Reject(ctx, access.Actor{}, id, token))
		wants(t, h.org.Reject(ctx, access.Actor{}, id, token), fault.CodeInvitationUsed)
		_, err := h.org.Accept(ctx, h.person("Dee", "dee@example.com", true), id, token)
		wants(t, err, fault.CodeInvitationUsed)
		if got := h.events(dbtest.Acme); !slices.Equal(got, []string{"invitation.sent", "invitation.rejected"}) {
			t.Errorf("events %v", got)
		}
		id, _ = h.invite(h.Scope(dbtest.Ada, dbtest.Acme), "cy@example.com", "editor")
		ok(t, h.org.Reject(ctx, h.Actor(dbtest.Cy), id, ""))
	})
}

func TestSignUpAndAccept(t *testing.T) {
	for name, proven := range map[string]bool{"from the mail": true, "from a copied link": false} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, h house) {
				id, token := h.invite(h.Scope(dbtest.Ada, dbtest.Acme), "dee@example.com", "editor")
				other, _ := h.invite(h.Scope(dbtest.Cy, dbtest.Globex), "dee@example.com", "editor")
				if !proven {
					token = ""
				}
				in := org.Newcomer{Name: "Dee", Password: "a long enough sentence"}
				_, _, err := h.org.SignUpAndAccept(ctx, id, token, org.Newcomer{Name: "Dee", Password: "short"}, device())
				wants(t, err, fault.CodeInvalid)
				sessions := make([]string, 5)
				done := 0
				for i, err := range together(5, func(i int) (err error) {
					sessions[i], _, err = h.org.SignUpAndAccept(ctx, id, token, in, device())
					return err
				}) {
					if err != nil {
						if !fault.Has(err, fault.CodeUserExists) && !fault.Has(err, fault.CodeInvitationUsed) {
							t.Error(err)
						}
						continue
					}
					done++
					dee := must[access.Actor](t)(h.Gate.Recognize(ctx, access.Credential{Secret: sessions[i]}))
					scope := must[access.Scope](t)(h.Gate.Enter(ctx, dee, access.Asked{Slug: "acme"}))
					if scope.Role() != "editor" || dee.Identity().ActiveOrganizationID != dbtest.Acme {
						t.Errorf("arrived as %+v", dee.Identity())
					}
					if user := must[model.User](t)(h.people.User(ctx, dee)); user.EmailVerified != proven || user.Role != "user" {
						t.Errorf("user %+v", user)
					}
					_, err := h.org.Accept(ctx, dee, other, "")
					if proven {
						ok(t, err)
					} else {
						wants(t, err, fault.CodeEmailNotVerified)
					}
					rows := must[[]model.Event](t)(db.Select[model.Event](h.DB, h.inside(dbtest.Acme)).Where("type = ?", "member.joined").All(ctx))
					if len(rows) != 1 || rows[0].ActorID != dee.UserID() || rows[0].Address != "192.0.2.7" {
						t.Errorf("recorded %+v", rows)
					}
				}
				if done != 1 {
					t.Errorf("%d accounts", done)
				}
				h.events(dbtest.Acme)
			})
		})
	}
}

func TestSignUpOnAnInvitationRefusals(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		in := org.Newcomer{Name: "Cy again", Password: "a long enough sentence"}
		id, token := h.invite(h.Scope(dbtest.Ada, dbtest.Acme), "cy@example.com", "editor")
		_, _, err := h.org.SignUpAndAccept(ctx, id, token, in, device())
		wants(t, err, fault.CodeUserExists)
		must[org.Invitation](t)(h.org.Revoke(ctx, h.Scope(dbtest.Ada, dbtest.Acme), id))
		_, _, err = h.org.SignUpAndAccept(ctx, id, token, in, device())
		wants(t, err, fault.CodeInvitationNotFound)
		_, _, err = h.org.SignUpAndAccept(ctx, "inv_never", token, in, device())
		wants(t, err, fault.CodeInvitationNotFound)

		closed := h
		closed.people = auth.New(h.DB, nil, auth.Options{Key: key, SignUp: auth.SignUpOff})
		closed.org = org.New(h.DB, closed.people, nil, h.Gate, org.Options{Key: key})
		_, _, err = closed.org.SignUpAndAccept(ctx, id, token, in, device())
		wants(t, err, fault.CodeSignUpDisabled)
	})
}
