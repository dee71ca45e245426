// Package auth knows people: who they are, how they prove it, on which devices
// they are signed in, and which programs may act for them.
//
// Here live users, credentials, sessions, verification secrets, API keys, the
// rules for passwords and addresses, and the limits on attempts. Organizations,
// members and invitations do not (package org does, and composes set-up and
// sign-up by invitation from the functions here that take a transaction).
// Cookies, headers and the texts of mails do not either.
//
// # Decisions
//
// Only hashes of secrets are stored. A session token is 32 random letters; a
// mailed token is derived from the installation's key (job.Token) when the mail is
// sent, so that neither a table nor the job queue ever holds it.
//
// Every way of signing in ends in StartSession. There is no second place that
// makes sessions, so that a further factor cannot be walked around.
//
// Passwords are hashed outside transactions (Prepare, then AddUser), because the
// hash takes longer than everything else together and SQLite has one writer.
// They are normalised to NFKC before they are measured and hashed: the same
// password typed on another keyboard stays the same password.
//
// An unknown address costs the same work and gets the same answer as a wrong
// password; a request to reset does the same writing for both. What would differ
// (noting a failed attempt) happens after the answer.
//
// Limits count attempts before they are tried, so that a burst cannot slip
// through, and give the attempt back when it succeeds: only failures count.
//
// What state a secret is in is decided by one guarded update; whoever changes
// zero rows was too late.
package auth
