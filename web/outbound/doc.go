// Package outbound is everything that talks outward: so far mail.
//
// What lives here: the Mailer, which works off job.Mail; the SMTP sender; the
// Mailbox, which catches mail in development. What never does: deciding whether
// a mail is due (a store does, in the transaction of the change) and what it says
// (views/email).
//
// Who may call: cmd/gatehouse wires it; web/cms shows the Mailbox.
//
// Decisions:
//
//   - Links are made from the configured base URL, never from a request, so that
//     nobody can have a token mailed with a link to another host.
//   - The token in a link is derived at the moment of sending (job.Token) and
//     stands in the mail only.
//   - Without a mail server a mail ends at once with that reason; the pages show
//     invitations as links anyway. With one, a server that is away or says "later"
//     is asked again with growing pauses; a recipient it refuses for good is not.
//     A mail whose link has expired meanwhile is not sent any more.
//   - A mail keeps its Message-ID over all attempts, so that the rare second copy
//     (the program stopped between sending and noting it) can be recognised.
package outbound
