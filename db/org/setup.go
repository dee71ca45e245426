package org

import (
	"context"
	"errors"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// SetupInput is the first organization and the person who owns it.
type SetupInput struct {
	Organization string
	Slug         string // "" is made from the name
	Person       auth.PersonInput
}

// Founded is what set-up and bootstrap made.
type Founded struct {
	Organization Organization
	User         model.User
}

// Setup makes the first user, who gets the platform role admin, and the first
// organization, which they own, and signs them in: all or nothing, and once.
// Problems are on organization, slug, name, email, password. Fails with
// SETUP_ALREADY_DONE, INVALID_TOKEN, VALIDATION_FAILED.
func (s *Store) Setup(ctx context.Context, code string, in SetupInput, device auth.Device) (token string, out Founded, err error) {
	if err := s.people.CheckSetupCode(ctx, code); err != nil {
		return "", out, err
	}
	first, newcomer, err := s.prepare(ctx, in)
	if err != nil {
		return "", out, err
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		if err := s.people.ClaimSetup(ctx, tx, code); err != nil {
			return err
		}
		if out.User, err = s.people.AddUser(ctx, tx, newcomer, auth.RoleAdmin, true); err != nil {
			return err
		}
		if token, _, err = s.people.StartSession(ctx, tx, out.User.ID, device, true); err != nil {
			return err
		}
		actor, err := s.arrived(ctx, tx, token, device)
		if err != nil {
			return err
		}
		o, err := s.found(ctx, tx, first)
		if err != nil {
			return err
		}
		if _, err := s.own(ctx, tx, actor, o, out.User.ID); err != nil {
			return err
		}
		out.Organization = shown(o, actor.Found(s.gate.Hierarchy(), Describe(o)))
		return s.activate(ctx, tx, actor, o.ID, "")
	})
	if err != nil {
		return "", Founded{}, err
	}
	return token, out, nil
}

// Bootstrap is Setup for the command line: without code and session. Fails with
// SETUP_ALREADY_DONE when a user exists, and VALIDATION_FAILED.
func (s *Store) Bootstrap(ctx context.Context, in SetupInput) (Founded, error) {
	var out Founded
	first, newcomer, err := s.prepare(ctx, in)
	if err != nil {
		return out, err
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		if err := s.people.ClaimBootstrap(ctx, tx); err != nil {
			return err
		}
		if out.User, err = s.people.AddUser(ctx, tx, newcomer, auth.RoleAdmin, true); err != nil {
			return err
		}
		o, err := s.found(ctx, tx, first)
		if err != nil {
			return err
		}
		system, err := s.gateOf(tx).Administer(ctx, access.Target{ID: o.ID}, "bootstrap")
		if err != nil {
			return err
		}
		out.Organization = shown(o, system)
		_, err = s.own(ctx, tx, system.Actor(), o, out.User.ID)
		return err
	})
	if err != nil {
		return Founded{}, err
	}
	return out, nil
}

// prepare checks both halves and reports the problems of both.
func (s *Store) prepare(ctx context.Context, in SetupInput) (Input, auth.Newcomer, error) {
	first, errFirst := s.completed(ctx, Input{Name: in.Organization, Slug: in.Slug})
	newcomer, errPerson := s.people.Prepare(ctx, in.Person, in.Organization)
	problems := fault.InvalidInput()
	for _, err := range []error{errFirst, errPerson} {
		if err != nil && !fault.Has(err, fault.CodeInvalid) {
			return first, newcomer, errors.Join(errFirst, errPerson)
		}
	}
	if errFirst != nil {
		for _, p := range fault.As(errFirst).Problems {
			if p.Field == "name" {
				p.Field = "organization"
			}
			problems.Problems = append(problems.Problems, p)
		}
	}
	if errPerson != nil {
		problems.Problems = append(problems.Problems, fault.As(errPerson).Problems...)
	}
	if len(problems.Problems) > 0 {
		return first, newcomer, problems
	}
	return first, newcomer, nil
}
