// Package link knows every address of the product, each as a function.
//
// What lives here: pure functions from names and ids to paths, and Local, which tells a path of ours
// from somebody else's. What never does: hosts, requests, decisions about who may go where.
// Who may call: views and web; web's route table is written with patterns and tested against these functions.
//
// Decisions: an organization's addresses hang on a value made by In from a prefix ("/o/acme", or nothing);
// the selection in db/access gives the prefix, so nothing here or in a view asks why it has that form.
// Browser routes are GET and POST only and name resources: POST …/publication publishes,
// POST …/publication/removal unpublishes. Whatever is caller-supplied is escaped as one path segment.
package link
