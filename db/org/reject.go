package org

import (
	"context"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// Reject declines an invitation: the recipient with a proven address, or whoever
// presents the mailed token, signed in or not. Fails like Accept.
func (s *Store) Reject(ctx context.Context, actor access.Actor, id, token string) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		i, o, err := s.invitation(ctx, tx, id)
		if err != nil {
			return err
		}
		if !proves(token, i) {
			if actor.UserID() == "" {
				return fault.SignIn()
			}
			if err := s.prove(ctx, tx, actor, i, ""); err != nil {
				return err
			}
		}
		if state, err := s.state(ctx, tx, i, o); err != nil || state != StateOpen {
			return firstOf(err, noLonger(state))
		}
		if _, err := holdRow(ctx, tx, o.ID); err != nil {
			return orNoInvitation(err)
		}
		scope := s.inside(actor, o)
		if err := answer(ctx, tx, scope, id, model.Rejected); err != nil {
			return err
		}
		return event.Record(ctx, tx, actor, scope.Within(wide),
			event.Change{Type: "invitation.rejected", Subject: "invitation", SubjectID: id})
	})
}
