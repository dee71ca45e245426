// Package page draws the screens: one screen per file, with its View struct, the
// page, and the parts that htmx replaces.
//
// A View holds plain values that a handler filled in: no handle, no context
// look-ups, no decisions about rights (those arrive as booleans computed from the
// rule that the Store will apply). The page calls its parts; htmx receives those
// same parts. Every sentence a person reads is here, in layout or in component.
package page
