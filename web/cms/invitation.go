package cms

import (
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/org"
	"gatehouse/views/component"
	"gatehouse/views/layout"
	"gatehouse/views/link"
	"gatehouse/views/page"
	"gatehouse/web/respond"
	"gatehouse/web/route"
	"gatehouse/web/session"
)

// private keeps an address with a secret in it out of caches and referrers.
func private(c *echo.Context) {
	h := c.Response().Header()
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
}

// Invitation shows an invitation to whoever has its link. It changes nothing.
func (p *Pages) Invitation(c *echo.Context, actor access.Actor) error {
	private(c)
	query, err := route.Query(c, "token", "asked")
	if err != nil {
		return err
	}
	v, err := p.invitation(c, actor, query.Get("token"))
	if err != nil {
		return err
	}
	v.Asked = query.Get("asked") != ""
	return respond.Page(c, http.StatusOK, page.InvitationPage(v), page.InvitationPart(v))
}

func (p *Pages) invitation(c *echo.Context, actor access.Actor, token string) (page.Invitation, error) {
	i, err := p.Org.Invitation(c.Request().Context(), actor, c.Param("invitation"), token)
	if err != nil {
		return page.Invitation{}, err
	}
	v := page.Invitation{
		ID: i.ID, Organization: i.Organization.Name, Inviter: i.InviterName, Role: i.Role, Email: i.MaskedEmail,
		Proven: i.Proven, Expires: i.ExpiresAt.Std(), Now: time.Now(), State: string(i.State), SignedIn: actor.Known(),
		Recipient: i.Recipient == org.RecipientSelf, Member: i.AlreadyMember, MayAccept: i.MayAccept,
		MaySignUp: p.Auth.SignUpAllowed(true) == nil,
	}
	if i.Email != "" {
		v.Email = i.Email
	}
	if token != "" {
		v.Token = token
	}
	if i.AlreadyMember {
		v.Home = p.home(i.Organization.Slug)
	}
	v.Frame = p.door(c, actor, v.InvitationTitle())
	v.Frame.Organization = layout.Organization{
		Name: i.Organization.Name, Initials: component.Initials(i.Organization.Name), Hue: i.Organization.Hue,
	}
	return v, nil
}

// again shows the invitation with what went wrong, unless its state says so itself.
func (p *Pages) again(c *echo.Context, actor access.Actor, form url.Values, err error) error {
	f, err := refused(err)
	if err != nil {
		return err
	}
	v, err := p.invitation(c, actor, form.Get("token"))
	if err != nil {
		return err
	}
	v.Name = form.Get("name")
	stateSaysIt := v.State != page.InvitationOpen || v.Member || v.SignedIn && !v.Recipient || f.Code == fault.CodeEmailNotVerified
	if !stateSaysIt {
		v.Failed = f
		if f.Code == fault.CodeUserExists {
			v.Failed = fault.New(f.Kind, f.Layer, f.Code) // its problem is about an address nobody typed
		}
	}
	return respond.Page(c, respond.FormStatus(f), page.InvitationPage(v), page.InvitationPart(v))
}

// AcceptInvitation makes the signed-in recipient a member.
func (p *Pages) AcceptInvitation(c *echo.Context, actor access.Actor) error {
	private(c)
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	joined, err := p.Org.Accept(c.Request().Context(), actor, c.Param("invitation"), form.Get("token"))
	if err != nil {
		return p.again(c, actor, form, err)
	}
	return p.welcome(c, joined)
}

func (p *Pages) welcome(c *echo.Context, joined org.Joined) error {
	p.Sessions.Say(c.Response(), session.Flash{Code: "member.joined", Params: map[string]string{"name": joined.Name, "role": joined.Role}})
	return respond.See(c, p.home(joined.Slug))
}

// InvitationAccount makes an account for the invited address and a member of it.
func (p *Pages) InvitationAccount(c *echo.Context, actor access.Actor) error {
	private(c)
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	id := c.Param("invitation")
	if actor.Known() {
		return respond.See(c, invitationAddress(id, form.Get("token")))
	}
	in := org.Newcomer{Name: form.Get("name"), Password: form.Get("password")}
	token, joined, err := p.Org.SignUpAndAccept(c.Request().Context(), id, form.Get("token"), in, device(c))
	if err != nil {
		return p.again(c, actor, form, err)
	}
	if token == "" {
		return p.proveFirst(c, link.Invitation(id))
	}
	arrived, err := p.Gate.Recognize(c.Request().Context(), access.Credential{Kind: access.SessionToken, Secret: token})
	if err != nil {
		return err
	}
	if err := p.Sessions.Give(c.Response(), c.Request(), token, time.Until(arrived.Identity().ExpiresAt.Std())); err != nil {
		return err
	}
	return p.welcome(c, joined)
}

func invitationAddress(id, token string) string {
	if token == "" {
		return link.Invitation(id)
	}
	return link.InvitationProof(id, token)
}

// InvitationRejection asks before an invitation is declined.
func (p *Pages) InvitationRejection(c *echo.Context, actor access.Actor) error {
	private(c)
	query, err := route.Query(c, "token")
	if err != nil {
		return err
	}
	i, err := p.invitation(c, actor, query.Get("token"))
	if err != nil {
		return err
	}
	if i.State != page.InvitationOpen || i.Member || !i.Recipient && !i.Proven {
		return respond.See(c, invitationAddress(i.ID, i.Token))
	}
	v := page.Declining{Frame: i.Frame, ID: i.ID, Token: i.Token, Organization: i.Organization, Inviter: i.Inviter}
	v.Frame.Title = page.DecliningTitle(i.Organization)
	return respond.Page(c, http.StatusOK, page.DecliningPage(v), nil)
}

// RejectInvitation declines: the recipient, or whoever holds the mail.
func (p *Pages) RejectInvitation(c *echo.Context, actor access.Actor) error {
	private(c)
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	id := c.Param("invitation")
	if err := p.Org.Reject(c.Request().Context(), actor, id, form.Get("token")); err != nil {
		return p.again(c, actor, form, err)
	}
	if !actor.Known() {
		return respond.See(c, link.Invitation(id))
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: "invitation.declined"})
	return respond.See(c, link.Home())
}

// RequestInvitation asks whoever invited for a new invitation.
func (p *Pages) RequestInvitation(c *echo.Context, actor access.Actor) error {
	private(c)
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	id := c.Param("invitation")
	err = p.Org.AskForNew(c.Request().Context(), id)
	if err != nil && !fault.Is(err, fault.Limited) { // asked already: that is what was wanted
		return p.again(c, actor, form, err)
	}
	return respond.See(c, link.With(link.Invitation(id), url.Values{"asked": {"1"}, "token": {form.Get("token")}}))
}
