package org

import (
	"context"
	"strconv"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/job"
	"gatehouse/db/model"
)

// MailInvitationRequest asks somebody to send an expired invitation again.
// Values: id, organization, hue, slug, email (of the invited), name (of who is asked).
const MailInvitationRequest = "invitation-request"

// AskForNew tells the inviter, or the owners when the inviter may no longer
// invite, that somebody would have liked to accept an expired invitation. At most
// once a day each. Fails with INVITATION_NOT_FOUND, INVITATION_ALREADY_ANSWERED,
// RATE_LIMITED, and with USER_IS_ALREADY_INVITED_TO_THIS_ORGANIZATION while it is
// open.
func (s *Store) AskForNew(ctx context.Context, id string) error {
	i, o, err := s.invitation(ctx, s.db, id)
	if err != nil {
		return err
	}
	switch state, err := s.state(ctx, s.db, i, o); {
	case err != nil:
		return err
	case state == StateOpen:
		return fault.New(fault.Conflict, fault.LayerAccess, fault.CodeInvitationExists)
	case state != StateExpired:
		return noLonger(state)
	}
	if err := s.requestLimit(id); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		asked, err := s.whoToAsk(ctx, tx, i, o)
		if err != nil {
			return err
		}
		for _, u := range asked {
			err := s.queue.Insert(ctx, tx, job.Mail{Message: MailInvitationRequest, To: u.Email, Values: map[string]string{
				"id": i.ID, "organization": o.Name, "hue": strconv.Itoa(o.Hue), "slug": o.Slug, "email": i.Email, "name": u.Name,
			}})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Store) whoToAsk(ctx context.Context, tx *db.DB, i model.Invitation, o model.Organization) ([]model.User, error) {
	still, err := s.stillGrants(ctx, tx, i, o)
	if err != nil {
		return nil, err
	}
	all, err := roster(ctx, tx, s.inside(access.Actor{}, o))
	if err != nil {
		return nil, err
	}
	owners := all.owners(tx.Now())
	var asked []model.User
	for _, p := range all {
		if still && p.user.ID == i.InviterID {
			return []model.User{p.user}, nil
		}
		for _, id := range owners {
			if id == p.member.ID {
				asked = append(asked, p.user)
			}
		}
	}
	return asked, nil
}
