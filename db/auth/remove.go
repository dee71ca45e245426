package auth

import (
	"context"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/job"
	"gatehouse/db/model"
)

// MailAccountDeleted says that an account is gone. Values: name, at.
const MailAccountDeleted = "account-deleted"

// ProveDeletion is what deleting an account takes: its password or, without one, a
// fresh sign-in. Fails with INVALID_PASSWORD, RATE_LIMITED and SESSION_NOT_FRESH.
func (s *Store) ProveDeletion(ctx context.Context, actor access.Actor, password string) error {
	if password != "" {
		return s.Confirm(ctx, actor, password, DeviceOf(actor))
	}
	return s.RequireFresh(actor, FreshFor)
}

// RemoveUser deletes the actor's account with all its sessions and keys, and tells
// its address. It is for org, which first ends the memberships. Fails with
// STILL_IN_USE while there is one.
func (s *Store) RemoveUser(ctx context.Context, actor access.Actor) error {
	userID, _, err := person(actor)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		user, err := hold(ctx, tx, userID)
		if err != nil {
			return err
		}
		member, err := db.MembershipsOf(ctx, tx, userID)
		if err != nil {
			return err
		}
		if len(member) > 0 {
			return fault.New(fault.Conflict, fault.LayerDatabase, fault.CodeInUse)
		}
		if err := event.RecordAccount(ctx, tx, userID, actor, "user.deleted", nil); err != nil {
			return err
		}
		if _, err := db.RemovePlatform[model.Verification](tx).Where("subject = ? OR subject LIKE ?", userID, userID+" %").Do(ctx); err != nil {
			return err
		}
		if _, err := db.RemovePlatform[model.User](tx).Where("id = ?", userID).Do(ctx); err != nil {
			return err
		}
		return s.queue.Insert(ctx, tx, job.Mail{
			Message: MailAccountDeleted, To: user.Email,
			Values: map[string]string{"name": user.Name, "at": tx.Now().String()},
		})
	})
}

// Accounts are the ways the actor can prove who they are.
func (s *Store) Accounts(ctx context.Context, actor access.Actor) ([]model.Account, error) {
	userID, _, err := person(actor)
	if err != nil {
		return nil, err
	}
	return db.SelectPlatform[model.Account](s.db).Columns("id", "user_id", "provider_id", "account_id", "created_at", "updated_at").
		Where("user_id = ?", userID).Order("created_at, id").All(ctx)
}
