// Package org is organizations, their members, teams and invitations.
//
// # What lives here
//
// The use cases of belonging: create, rename, delete and restore an
// organization; who is in it, with which role; who has been invited. The gate
// reads memberships through Membership. What a person is (address, password,
// sessions) is auth's; this package asks it inside its own transactions.
//
// # Who may call
//
// web, with an access.Actor (gate, invitations, creating) or an access.Scope
// (everything inside). ListAll is for the command line.
//
// # Decisions
//
//   - Whatever changes who belongs to an organization first holds the
//     organization's row and reads the caller's own place again (hold). So two
//     owners who leave at once are counted one after the other, and a role that
//     was taken away a moment ago grants nothing.
//   - An organization always keeps one owner who is not banned.
//   - An invitation's id opens its page; only the token in the mail proves the
//     address. The token is derived at the moment of sending (job.Token) and only
//     its hash is stored; sending again makes the older mail's token useless.
//   - An address has at most one pending invitation per organization. An expired
//     one is renewed, never doubled, so that a copied link keeps working.
//   - Whoever invited must still be able to grant the role when the invitation
//     is accepted; sending it again makes the sender the inviter.
//   - A former slug redirects members for 90 days. A deleted organization's
//     slugs are free at once.
package org
