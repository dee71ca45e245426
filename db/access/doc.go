// Package access answers who, where and how far.
//
// Three small types are each the proof of a step already taken; their fields are
// unexported and their zero value reaches nothing:
//
//	Actor     a recognised caller; only Gate.Recognize makes one
//	Scope     an actor inside one organization, with roles and teams; only
//	          Gate.Enter (after reading the membership), Actor.Found and
//	          Actor.Join (inside the transaction that writes it), Gate.Visit
//	          (without roles) and Gate.Administer (command line) make one
//	Boundary  the predicate a firewall becomes for one scope; package db puts it
//	          before every other condition and stamps it on every new row
//
// Membership and roles are read on each request, so removing a person takes
// effect on the next one, whatever credential they hold.
//
// # Two modes, one decision
//
// An installation either lets people choose among organizations or is pinned to
// one. The answers that differ are the methods of Selection; Choose and Pin are
// its two values, cmd/gatehouse picks one, and nobody asks again.
//
// # Rules
//
// A Rule is data: roles, platform roles, record conditions, alternatives. Decide
// answers the role part at once and leaves the record part as alternatives of
// conditions, which content compiles to SQL for lists and evaluates in memory
// for one row, so that both say the same.
//
// This package never touches the database: db imports it. NewGate takes
// functions that auth and org supply. Every room but views and static may call it.
package access
