// Package betterauth serves Better Auth's HTTP API on /auth, so that an unmodified
// better-auth client works against the same Stores as the screens.
//
// What lives here: Better Auth's words. Paths and bodies as its client sends them,
// answers, codes and messages as it expects them, its cookies, its origin and
// redirect rules, its rate limits. What never does: a rule about who may do what,
// or anything that is remembered; db/auth and db/org decide and keep.
//
// # How a call passes
//
// Guard (every path below /auth): methods, CORS, rate limit, origin. Then the
// route's adapter reads the input strictly typed (read.go), redirect addresses in
// it are checked (address.go), and only then somebody asks who is calling
// (identity.go). Handlers are one file per resource; they call one Store method and
// answer with a shape of shapes.go. A fault becomes a Refusal in one table
// (refuse.go); cookies are written in one place (cookies.go).
//
// # Decisions
//
// Unknown keys are dropped, as Better Auth does; a known but protected one is
// FIELD_NOT_ALLOWED. Another person's or organization's object answers like one
// that does not exist, also where Better Auth tells them apart. Lists of sessions
// give handles instead of other sessions' tokens; every call that takes a token
// takes a handle too. Where this room differs from Better Auth, the README says so.
package betterauth
