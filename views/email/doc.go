// Package email holds the texts of mails: what they say, as plain text and as HTML that mail programs understand.
//
// What lives here: one function per message that says what stands in it (words.go), and the one drawing that all of
// them share (letter.templ, text.go). What never does: sending, tokens, deciding which address a link has.
// Who may call: web/outbound.
//
// Decisions: both bodies are made from the same letter, so they never say different things. Mail programs know neither
// stylesheets nor oklch, so the HTML is tables with attributes and inline styles, its colours are written out, and
// nothing is loaded from anywhere. Names come from people: they are put on one line, cut, and escaped.
package email
