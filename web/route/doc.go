// Package route gives a handler what its signature asks for.
//
// A handler's type says whom it serves; the adapter of that name reads the
// credential, asks the gate, and hands over the proof or returns the error:
//
//	Open(func(*echo.Context) error)                     sign-in page, static files
//	SignedIn(func(*echo.Context, access.Actor) error)   gate, account, invitations
//	Known(func(*echo.Context, access.Actor) error)      as SignedIn, or nobody (the zero Actor)
//	Scoped(func(*echo.Context, access.Scope) error)     inside an organization
//	Visiting(func(*echo.Context, access.Scope) error)   as Scoped, or a visitor without roles
//	Told(func(*echo.Context, access.Actor, T) error)    as Known, ToldBy as SignedIn: the input was read first
//	Platform(role, func(*echo.Context, access.Actor) error)
//
// A route without a policy cannot be registered: Table.Admit is Echo's
// OnAddRoute and refuses what did not come through an adapter, or has a
// parameter of a kind nobody declared. The policies are what the route walk and
// "gatehouse routes" read.
//
// Input is decoded, not bound: Query and Form read named values strictly; Echo's
// Bind would let a body overwrite the organization of the path.
package route
