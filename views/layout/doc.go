// Package layout draws what surrounds a page: the document, the rail with the organization's tile and the switcher, the
// door (one column, for whoever is not inside yet), and flash messages.
//
// What lives here: Frame and its parts, Document, Shell, Door, Switcher. What never does: what a page is about, and any
// decision; a Frame is plain values that web filled in.
// Who may call: views/page; web fills in the Frame.
//
// Decisions: the switcher draws itself as a menu only where there is something to choose (other organizations, or the
// right to create one); otherwise the tile and the name stand there and the HTML holds no trace of a menu. The rail is
// an ordinary column that below 760 px is a popover, opened by a real button without a script. The nonce comes from the
// rendering context (hx.WithNonce); everything else is in the Frame.
package layout
