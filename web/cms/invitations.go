package cms

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/org"
	"gatehouse/views/link"
	"gatehouse/views/page"
	"gatehouse/web/respond"
	"gatehouse/web/route"
	"gatehouse/web/session"
)

// Invitations invites people and lists who has been invited.
func (p *Pages) Invitations(c *echo.Context, scope access.Scope) error {
	v, err := p.invitations(c, scope, url.Values{})
	if err != nil {
		return err
	}
	return respond.Page(c, http.StatusOK, page.InvitationsPage(v), page.InvitationsPart(v))
}

func (p *Pages) invitations(c *echo.Context, scope access.Scope, typed url.Values) (page.Invitations, error) {
	ctx := c.Request().Context()
	v := page.Invitations{
		Addresses: typed.Get("addresses"), Role: typed.Get("role"), Team: typed.Get("teamId"), Mails: p.Mails,
		Roles: p.Org.Grantable(scope),
	}
	if v.Role == "" {
		v.Role = access.Editor
	}
	if p.Mailbox != nil {
		v.Caught = link.Mailbox()
	}
	var err error
	if v.Frame, err = p.shell(c, scope, page.InvitationsTitle, in(scope).Members()); err != nil {
		return v, err
	}
	teams, err := p.Org.Teams(ctx, scope)
	if err != nil {
		return v, err
	}
	names := map[string]string{}
	for _, t := range teams {
		names[t.ID] = t.Name
		v.Teams = append(v.Teams, page.Choosable{ID: t.ID, Name: t.Name})
	}
	list, err := p.Org.Invitations(ctx, scope)
	if err != nil {
		return v, err
	}
	for _, i := range list {
		if i.Status == model.Pending {
			v.Open++
		}
		v.Rows = append(v.Rows, page.Invited{
			ID: i.ID, Email: i.Email, Role: i.Role, Inviter: i.InviterName, Team: names[i.TeamID], Status: i.Status,
			Sent: past(scope, i.SentAt), Expires: coming(scope, i.ExpiresAt),
			Link: p.copied(i.ID), MayResend: i.MayResend, MayRevoke: i.MayRevoke,
		})
	}
	return v, nil
}

// copied is the whole address of an invitation, to be passed on by hand. It opens
// the page and proves nothing.
func (p *Pages) copied(id string) string {
	return strings.TrimSuffix(p.BaseURL, "/") + link.Invitation(id)
}

// Invite invites the addresses and says what became of each. The ones that are no
// addresses stay in the form.
func (p *Pages) Invite(c *echo.Context, scope access.Scope) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	results, err := p.Org.Invite(c.Request().Context(), scope, org.InviteInput{
		Addresses: form["addresses"], Role: form.Get("role"), TeamID: form.Get("teamId"),
	})
	if err != nil {
		f, err := refused(err)
		if err != nil {
			return err
		}
		v, err := p.invitations(c, scope, form)
		if err != nil {
			return err
		}
		v.Failed = f
		return respond.Page(c, respond.FormStatus(f), page.InvitationsPage(v), page.InvitationsPart(v))
	}
	var mend []string
	sent := 0
	for _, r := range results {
		switch r.Outcome {
		case org.Sent:
			sent++
		case org.InvalidAddress, org.NotYet, org.TooManyOpen:
			mend = append(mend, r.Address)
		case org.AlreadyMember, org.AlreadyInvited:
		}
	}
	if sent == len(results) && !respond.WantsPart(c.Request()) {
		p.Sessions.Say(c.Response(), invited(results))
		return respond.See(c, in(scope).Invitations())
	}
	v, err := p.invitations(c, scope, url.Values{"addresses": {strings.Join(mend, ", ")}, "role": form["role"], "teamId": form["teamId"]})
	if err != nil {
		return err
	}
	for _, r := range results {
		line := page.Result{Address: r.Address, Outcome: string(r.Outcome), ID: r.InvitationID}
		if r.InvitationID != "" {
			line.Link = p.copied(r.InvitationID)
		}
		v.Results = append(v.Results, line)
	}
	status := http.StatusOK
	if slices.ContainsFunc(results, func(r org.InviteResult) bool { return r.Outcome == org.InvalidAddress }) {
		status = http.StatusUnprocessableEntity
	}
	return respond.Page(c, status, page.InvitationsPage(v), page.InvitationsPart(v))
}

func invited(results []org.InviteResult) session.Flash {
	if len(results) == 1 {
		return session.Flash{Code: "invitation.sent", Params: map[string]string{"email": results[0].Address}}
	}
	return session.Flash{Code: "invitations.sent", Params: map[string]string{"count": page.Number(len(results))}}
}

// RenewInvitation sends the same invitation again.
func (p *Pages) RenewInvitation(c *echo.Context, scope access.Scope) error {
	i, err := p.Org.Resend(c.Request().Context(), scope, c.Param("invitation"))
	if err != nil {
		return p.notInvited(c, scope, err)
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: "invitation.resent", Params: map[string]string{"email": i.Email}})
	return respond.See(c, in(scope).Invitations())
}

func (p *Pages) notInvited(c *echo.Context, scope access.Scope, err error) error {
	f, err := refused(err)
	if err != nil {
		return err
	}
	v, err := p.invitations(c, scope, url.Values{})
	if err != nil {
		return err
	}
	v.Failed = f
	return respond.Page(c, respond.FormStatus(f), page.InvitationsPage(v), page.InvitationsPart(v))
}

// InvitationRemoval asks before an invitation is revoked.
func (p *Pages) InvitationRemoval(c *echo.Context, scope access.Scope) error {
	list, err := p.Org.Invitations(c.Request().Context(), scope)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(list, func(i org.Invitation) bool { return i.ID == c.Param("invitation") })
	if at < 0 {
		return fault.Missing()
	}
	frame, err := p.shell(c, scope, page.RevokingTitle(list[at].Email), in(scope).Members())
	if err != nil {
		return err
	}
	v := page.RevokingQuestion(frame, list[at].ID, list[at].Email)
	return respond.Page(c, http.StatusOK, page.AskingPage(v), nil)
}

// RevokeInvitation takes an invitation back.
func (p *Pages) RevokeInvitation(c *echo.Context, scope access.Scope) error {
	i, err := p.Org.Revoke(c.Request().Context(), scope, c.Param("invitation"))
	if err != nil {
		return p.notInvited(c, scope, err)
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: "invitation.revoked", Params: map[string]string{"email": i.Email}})
	return respond.See(c, in(scope).Invitations())
}
