// Package realtime serves server-sent events: {org}/events to pages and
// /api/v1/events to programs. Both are one stream over content.Hear.
//
// # What is told
//
// Events of entries, each as the receiver may know of it at the moment it is
// delivered: firewall, rule, preview and masks are asked by content.Hear with the
// code of single reads. What happens to members, invitations, keys and settings is
// not told here; it stands in the audit log, for admins.
//
// A stream reads the log behind the last number it knows; the broker only says
// when to look. Each part that is read, and each heartbeat, begins with the
// credential and the gate again: a session that ended, a revoked key, a removed
// member and a deleted organization end the stream, another role counts from the
// next event. A stream stays in the organization it was opened in.
//
// # Numbers
//
// The id of an event is its number in the organization's log ("17"), or that and
// the number in the installation's where installation-wide collections are
// followed ("17.4"). The log numbers everything that is recorded: a gap says that
// something happened, not what. Last-Event-ID, or lastEventId in the query for the
// first connection of a page, goes on behind it. What is not such a number is 400.
// A number beyond the end of the log (it is another organization's, or the
// database was restored), or too far behind it, is answered with the event
// "resync": read again what you show; the stream goes on from now. So does an
// entry that was deleted for good when its event cannot tell any more whether the
// receiver could read it.
//
// # Limits
//
// Streams are counted per session or key, per person, per organization and in all
// (429). A client that takes nothing for a while is dropped, as is everybody after
// half an hour and when the server stops; they come back with the last number.
package realtime
