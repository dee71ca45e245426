package betterauth

import (
	"net/http"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/org"
)

var (
	noInvitation = no(http.StatusBadRequest, "INVITATION_NOT_FOUND")
	noMember     = no(http.StatusBadRequest, "MEMBER_NOT_FOUND")
	noTeam       = no(http.StatusBadRequest, "TEAM_NOT_FOUND")
)

// InviteInput is an offer of membership.
type InviteInput struct {
	Email  string  `in:"email"`
	Role   texts   `in:"role"`
	ID     *string `in:"organizationId"`
	Resend *bool   `in:"resend"`
	Team   texts   `in:"teamId"`
}

// InviteMember invites an address; with resend a pending invitation is sent again.
func (a *API) InviteMember(c *echo.Context, actor access.Actor, in InviteInput) error {
	ctx := c.Request().Context()
	email, err := auth.NormalizeEmail(in.Email)
	switch {
	case err != nil:
		return no(http.StatusBadRequest, "INVALID_EMAIL")
	case len(in.Team) > 1:
		return because(http.StatusBadRequest, "VALIDATION_ERROR", "[body.teamId] Invalid input: at most one team")
	}
	scope, err := a.enter(c, actor, Place{ID: orEmpty(in.ID)}, refusedAt{none: noOrganization, outside: noMember})
	if err != nil {
		return err
	}
	say := answers{
		fault.CodeRoleRequired: no(http.StatusForbidden, "YOU_ARE_NOT_ALLOWED_TO_INVITE_USERS_TO_THIS_ORGANIZATION"),
		fault.CodeRoleTooHigh:  no(http.StatusForbidden, "YOU_ARE_NOT_ALLOWED_TO_INVITE_USER_WITH_THIS_ROLE"),
		fault.CodeInvalid:      noTeam, // the only thing left that can be wrong
	}
	if err := scope.Require(access.Admin + "+"); err != nil {
		return say.to(err)
	}
	results, err := a.Org.Invite(ctx, scope, org.InviteInput{Addresses: []string{email}, Role: joined(in.Role), TeamID: joined(in.Team)})
	if err != nil {
		return unknownRole(say.to(err))
	}
	switch result := results[0]; result.Outcome {
	case org.AlreadyMember:
		return no(http.StatusBadRequest, "USER_IS_ALREADY_A_MEMBER_OF_THIS_ORGANIZATION")
	case org.AlreadyInvited:
		if !isTrue(in.Resend) {
			return no(http.StatusBadRequest, "USER_IS_ALREADY_INVITED_TO_THIS_ORGANIZATION")
		}
		sent, err := a.Org.Resend(ctx, scope, result.InvitationID)
		if err != nil {
			return say.to(err)
		}
		return ok(c, invitationOf(sent, scope.OrganizationID()))
	case org.InvalidAddress:
		return no(http.StatusBadRequest, "INVALID_EMAIL")
	case org.NotYet:
		return fault.TryLater(60)
	case org.TooManyOpen:
		return no(http.StatusForbidden, "INVITATION_LIMIT_REACHED")
	case org.Sent:
	}
	list, err := a.Org.Invitations(ctx, scope)
	if err != nil {
		return err
	}
	for _, i := range list {
		if i.ID == results[0].InvitationID {
			return ok(c, invitationOf(i, scope.OrganizationID()))
		}
	}
	return noInvitation // answered in the meantime, and pushed out of the list
}

// unknownRole is how Better Auth says that there is no such role: with the names and
// without a code, or with a code when there is no name.
func unknownRole(err error) error {
	f := fault.As(err)
	if f.Code != fault.CodeRoleNotFound {
		return err
	}
	if f.Params["role"] == "" {
		return no(http.StatusBadRequest, "ROLE_NOT_FOUND")
	}
	return because(http.StatusBadRequest, "", messages["ROLE_NOT_FOUND"]+": "+f.Params["role"])
}

// AnswerInput names an invitation.
type AnswerInput struct {
	ID string `in:"invitationId"`
}

var toAnswers = answers{
	fault.CodeInvitationNotFound: noInvitation,
	fault.CodeInvitationExpired:  noInvitation,
	fault.CodeInvitationUsed:     noInvitation,
	fault.CodeNotTheRecipient:    no(http.StatusForbidden, "YOU_ARE_NOT_THE_RECIPIENT_OF_THE_INVITATION"),
	fault.CodeEmailNotVerified:   no(http.StatusForbidden, "EMAIL_VERIFICATION_REQUIRED_BEFORE_ACCEPTING_OR_REJECTING_INVITATION"),
	fault.CodeMembershipLimit:    no(http.StatusForbidden, "ORGANIZATION_MEMBERSHIP_LIMIT_REACHED"),
	fault.CodeAlreadyMember:      no(http.StatusBadRequest, "USER_IS_ALREADY_A_MEMBER_OF_THIS_ORGANIZATION"),
}

// AcceptInvitation makes the recipient a member; their session works there.
func (a *API) AcceptInvitation(c *echo.Context, actor access.Actor, in AnswerInput) error {
	ctx := c.Request().Context()
	made, err := a.Org.Accept(ctx, actor, in.ID, "")
	if err != nil {
		return toAnswers.to(err)
	}
	v, err := a.Org.Invitation(ctx, actor, in.ID, "")
	if err != nil {
		return err
	}
	if made.TeamID != "" && actor.SessionID() != "" {
		s, err := a.Auth.Session(ctx, actor)
		if err == nil {
			err = a.renew(c, s)
		}
		if err != nil {
			return err
		}
	}
	return ok(c, map[string]any{
		"invitation": receivedOf(v),
		"member": memberShape{
			ID: made.MemberID, OrganizationID: made.OrganizationID, UserID: actor.UserID(), Role: joined(v.Roles), CreatedAt: made.Since,
		},
	})
}

// RejectInvitation declines an invitation to the caller.
func (a *API) RejectInvitation(c *echo.Context, actor access.Actor, in AnswerInput) error {
	ctx := c.Request().Context()
	if err := a.Org.Reject(ctx, actor, in.ID, ""); err != nil {
		return toAnswers.to(err)
	}
	v, err := a.Org.Invitation(ctx, actor, in.ID, "")
	if err != nil {
		return err
	}
	return ok(c, map[string]any{"invitation": receivedOf(v), "member": nil})
}

// CancelInvitation takes an invitation back. One of another organization is not
// there.
func (a *API) CancelInvitation(c *echo.Context, actor access.Actor, in AnswerInput) error {
	ctx := c.Request().Context()
	v, err := a.Org.Invitation(ctx, actor, in.ID, "")
	if err != nil {
		return toAnswers.to(err)
	}
	scope, err := a.enter(c, actor, Place{ID: v.Organization.ID}, refusedAt{none: noInvitation, outside: noInvitation})
	if fault.Has(err, fault.CodeCrossTenant) {
		return noInvitation
	}
	if err != nil {
		return err
	}
	i, err := a.Org.Revoke(ctx, scope, in.ID)
	if err != nil {
		refused := no(http.StatusForbidden, "YOU_ARE_NOT_ALLOWED_TO_CANCEL_THIS_INVITATION")
		return answers{
			fault.CodeRoleRequired: refused, fault.CodeRoleTooHigh: refused,
			fault.CodeInvitationUsed: noInvitation, fault.CodeFirewallNotFound: noInvitation,
		}.to(err)
	}
	return ok(c, invitationOf(i, scope.OrganizationID()))
}

// InvitationInput names an invitation to read.
type InvitationInput struct {
	ID string `in:"id"`
}

// GetInvitation shows an open invitation to its recipient.
func (a *API) GetInvitation(c *echo.Context, actor access.Actor, in InvitationInput) error {
	if !actor.Known() {
		return because(http.StatusUnauthorized, "", "Not authenticated")
	}
	v, err := a.Org.Invitation(c.Request().Context(), actor, in.ID, "")
	switch {
	case err != nil:
		return toAnswers.to(err)
	case v.Status == model.Pending && v.State == org.StateRevoked && v.Recipient == org.RecipientSelf:
		return no(http.StatusBadRequest, "INVITER_IS_NO_LONGER_A_MEMBER_OF_THE_ORGANIZATION")
	case v.State != org.StateOpen:
		return noInvitation
	case v.Recipient != org.RecipientSelf:
		return no(http.StatusForbidden, "YOU_ARE_NOT_THE_RECIPIENT_OF_THE_INVITATION")
	}
	shape := receivedOf(v)
	shape.OrganizationName, shape.OrganizationSlug, shape.InviterEmail = v.Organization.Name, v.Organization.Slug, v.InviterEmail
	return ok(c, shape)
}

// WithinInput names the organization a list is of.
type WithinInput struct {
	ID *string `in:"organizationId"`
}

// ListInvitations lists invitations of every status, for those who may invite.
func (a *API) ListInvitations(c *echo.Context, actor access.Actor, in WithinInput) error {
	scope, err := a.enter(c, actor, Place{ID: orEmpty(in.ID)}, refusedAt{
		none:    because(http.StatusBadRequest, "", "Organization ID is required"),
		outside: because(http.StatusForbidden, "", "You are not a member of this organization"),
	})
	if err != nil {
		return err
	}
	list, err := a.invitations(c, scope)
	if err != nil {
		return answers{fault.CodeRoleRequired: no(http.StatusForbidden, "YOU_ARE_NOT_ALLOWED_TO_LIST_INVITATIONS")}.to(err)
	}
	return ok(c, list)
}

// invitations are those the caller could have made.
func (a *API) invitations(c *echo.Context, scope access.Scope) ([]invitationShape, error) {
	list, err := a.Org.Invitations(c.Request().Context(), scope)
	if err != nil {
		return nil, err
	}
	out := []invitationShape{}
	for _, i := range list {
		may := true
		for _, role := range i.Roles {
			may = may && (scope.MayGrant(role) || !scope.Hierarchy().Known(role))
		}
		if may {
			out = append(out, invitationOf(i, scope.OrganizationID()))
		}
	}
	return out, nil
}

// AddressInput is what this list takes on a server only.
type AddressInput struct {
	Email *string `in:"email"`
}

// ListUserInvitations lists the open invitations to the caller's proven address.
func (a *API) ListUserInvitations(c *echo.Context, actor access.Actor, in AddressInput) error {
	switch {
	case in.Email != nil:
		return because(http.StatusBadRequest, "", "User email cannot be passed for client side API calls.")
	case !actor.Known():
		return because(http.StatusBadRequest, "", "Missing session headers, or email query parameter.")
	}
	ctx := c.Request().Context()
	user, err := a.Auth.User(ctx, actor)
	if err != nil {
		return err
	}
	if !user.EmailVerified {
		return no(http.StatusForbidden, "EMAIL_VERIFICATION_REQUIRED_FOR_INVITATION")
	}
	list, err := a.Org.InvitationsFor(ctx, actor)
	if err != nil {
		return err
	}
	out := []invitationShape{}
	for _, v := range list {
		shape := receivedOf(v)
		shape.OrganizationName = v.Organization.Name
		out = append(out, shape)
	}
	return ok(c, out)
}
