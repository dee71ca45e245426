// Package fault holds the one error type that crosses rooms.
//
// A use case that fails for a reason somebody outside must hear about returns a
// *Fault: its Kind decides the status, its Code is what programs match on, its
// Problems point at single fields. Everything else is an ordinary error and is
// answered as an internal one: the visitor gets an id, the log gets the cause.
//
// A fault carries codes and parameters, never a sentence for people: those live
// in views (for screens) and in web/respond (the API's English text).
//
// Faults travel upward untouched and are translated once, in web/respond.
// Nothing here knows HTTP, SQL or HTML; every room may import it.
package fault
