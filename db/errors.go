package db

import (
	"database/sql"
	"errors"

	"gatehouse/db/fault"
)

type constraint uint8

const (
	noConstraint constraint = iota
	uniqueConstraint
	foreignKey
	checkConstraint
	busy
)

// translate turns a driver's error into a fault where somebody outside can do
// something about it, and leaves all others as they are.
func translate(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		return fault.Missing()
	}
	kind := sqliteConstraint(err)
	if kind == noConstraint {
		kind = postgresConstraint(err)
	}
	switch kind {
	case uniqueConstraint:
		return fault.New(fault.Conflict, fault.LayerDatabase, fault.CodeUnique).Because(err)
	case foreignKey:
		return fault.New(fault.Conflict, fault.LayerDatabase, fault.CodeInUse).Because(err)
	case busy:
		f := fault.New(fault.Unavailable, fault.LayerDatabase, fault.CodeUnavailable).Because(err)
		f.RetryAfter = 1
		return f
	default:
		return err
	}
}
