package org

import (
	"context"
	"strconv"
	"strings"
	"unicode"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/job"
	"gatehouse/db/model"
)

// InviteInput are the addresses to invite; each string may hold several,
// separated by commas, semicolons, spaces or lines.
type InviteInput struct {
	Addresses []string
	Role      string // one, or several separated by commas
	TeamID    string // "" for none
}

// Outcome is what became of one address.
type Outcome string

// The outcomes of inviting an address.
const (
	Sent           Outcome = "sent"
	AlreadyMember  Outcome = "already_member"
	AlreadyInvited Outcome = "already_invited" // see InvitationID; may be sent again
	InvalidAddress Outcome = "invalid"
	NotYet         Outcome = "limited" // too many mails this hour
	TooManyOpen    Outcome = "full"    // too many open invitations
)

// InviteResult is one address with its outcome.
type InviteResult struct {
	Address      string
	Outcome      Outcome
	InvitationID string // for Sent and AlreadyInvited
}

// mostAddresses bounds one call.
const mostAddresses = 100

// Invite offers membership to addresses (admins and above; no role above the
// caller's own). One bad address does not stop the others. Fails with
// ACCESS_ROLE_REQUIRED, ROLE_NOT_FOUND, YOU_ARE_NOT_ALLOWED_TO_GRANT_THIS_ROLE,
// VALIDATION_FAILED (no address, too many, unknown team).
func (s *Store) Invite(ctx context.Context, scope access.Scope, in InviteInput) ([]InviteResult, error) {
	roles, err := s.knownRoles(in.Role)
	if err != nil {
		return nil, err
	}
	given := split(in.Addresses)
	switch {
	case len(given) == 0:
		return nil, fault.InvalidInput(fault.NewProblem("addresses", fault.ProblemRequired))
	case len(given) > mostAddresses:
		return nil, fault.InvalidInput(fault.NewProblem("addresses", fault.ProblemTooMany, "max", strconv.Itoa(mostAddresses)))
	}
	var results []InviteResult
	err = s.administer(ctx, scope, func(ctx context.Context, tx *db.DB, h held) error {
		if err := mayGrantAll(h.Scope, roles); err != nil {
			return err
		}
		if in.TeamID != "" {
			if _, err := team(ctx, tx, h, in.TeamID); err != nil {
				return noSuchTeam(err, in.TeamID)
			}
		}
		known, err := s.known(ctx, tx, h)
		if err != nil {
			return err
		}
		for _, text := range given {
			result, err := s.inviteOne(ctx, tx, h, known, text, strings.Join(roles, ","), in.TeamID)
			if err != nil {
				return err
			}
			results = append(results, result)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return results, nil
}

func noSuchTeam(err error, teamID string) error {
	if fault.Is(err, fault.NotFound) {
		return fault.InvalidInput(fault.NewProblem("teamId", fault.ProblemMissing, "value", teamID))
	}
	return err
}

// split reads addresses as people paste them, each once.
func split(texts []string) (out []string) {
	seen := map[string]bool{}
	for _, t := range texts {
		for _, a := range strings.FieldsFunc(t, func(r rune) bool { return r == ',' || r == ';' || unicode.IsSpace(r) }) {
			a = strings.Trim(a, "<>")
			if key := strings.ToLower(a); a != "" && !seen[key] {
				seen[key] = true
				out = append(out, a)
			}
		}
	}
	return out
}

// known is who belongs and who is invited already, by address.
type known struct {
	members map[string]bool
	pending map[string]model.Invitation
	open    int
}

func (s *Store) known(ctx context.Context, tx *db.DB, h held) (known, error) {
	k := known{members: map[string]bool{}, pending: map[string]model.Invitation{}}
	all, err := roster(ctx, tx, h.Scope)
	if err != nil {
		return k, err
	}
	for _, p := range all {
		k.members[p.user.Email] = true
	}
	pending, err := db.Select[model.Invitation](tx, h.boundary()).Where("status = ?", model.Pending).All(ctx)
	for _, i := range pending {
		k.pending[i.Email] = i
		if i.ExpiresAt > tx.Now() {
			k.open++
		}
	}
	return k, err
}

func (s *Store) inviteOne(ctx context.Context, tx *db.DB, h held, k known, text, role, teamID string) (InviteResult, error) {
	address, err := auth.NormalizeEmail(text)
	if err != nil {
		return InviteResult{Address: text, Outcome: InvalidAddress}, nil
	}
	result := InviteResult{Address: address}
	i, pending := k.pending[address]
	switch {
	case k.members[address]:
		result.Outcome = AlreadyMember
		return result, nil
	case pending && i.ExpiresAt > tx.Now():
		result.Outcome, result.InvitationID = AlreadyInvited, i.ID
		return result, nil
	case k.open >= s.options.PendingLimit:
		result.Outcome = TooManyOpen
		return result, nil
	case s.mailLimit(h) != nil:
		result.Outcome = NotYet
		return result, nil
	}
	k.open++
	if !pending {
		i = model.Invitation{ID: model.NewID(model.InvitationID), Email: address, Status: model.Pending, CreatedAt: tx.Now()}
	}
	i.Role, i.TeamID = role, teamID
	s.address(&i, tx.Now(), h)
	if pending { // an expired one is renewed
		err = db.Change(ctx, tx, h.boundary(), &i, "role", "team_id", "inviter_id", "token_hash", "sent_at", "expires_at")
	} else {
		err = db.Add(ctx, tx, h.boundary(), &i)
		k.pending[address] = i
	}
	if err != nil {
		return result, err
	}
	if err := s.mail(ctx, tx, h, i); err != nil {
		return result, err
	}
	result.Outcome, result.InvitationID = Sent, i.ID
	return result, event.Record(ctx, tx, h.Actor(), h.boundary(), event.Change{
		Type: "invitation.sent", Subject: "invitation", SubjectID: i.ID, Details: map[string]any{"role": role},
	})
}

// address gives an invitation a sender, a new term and a new token.
func (s *Store) address(i *model.Invitation, now model.Time, h held) {
	i.SentAt = max(now, i.SentAt+1) // the token depends on it
	i.ExpiresAt = now.Add(s.options.InvitationLife)
	i.InviterID = h.Actor().Identity().UserID
	i.TokenHash = auth.Hash(job.Token(s.options.Key, secretOf(*i)))
}

func secretOf(i model.Invitation) job.Secret {
	return job.Secret{Purpose: "invitation", Subject: i.ID, Nonce: strconv.FormatInt(int64(i.SentAt), 10)}
}

// MailInvitation invites. Values: id, organization, hue, inviter ("" for the system),
// role, expires (in model.Layout); token: the proof of the address.
const MailInvitation = "invitation"

func (s *Store) mail(ctx context.Context, tx *db.DB, h held, i model.Invitation) error {
	secret := secretOf(i)
	return s.queue.Insert(ctx, tx, job.Mail{
		Message: MailInvitation, To: i.Email, Secret: &secret,
		Values: map[string]string{
			"id": i.ID, "organization": h.organization.Name, "hue": strconv.Itoa(h.organization.Hue), "inviter": inviterName(h.Actor()),
			"role": i.Role, "expires": i.ExpiresAt.String(),
		},
	})
}

func inviterName(actor access.Actor) string {
	if actor.Kind() == access.System {
		return ""
	}
	return actor.Identity().Name
}
