// Package schema says what a collection is: its fields, who reaches which rows,
// who may do what, what may be written, and how values look on every side.
//
// A collection is declared once, in YAML, and everything asks the same value:
// forms, lists, filters, JSON in and out, validation, guards, masks, OpenAPI,
// the comparison of revisions.
//
// # Five questions, separate and in this order
//
//  1. which rows        Collection.Firewall, which a scope turns into a boundary
//  2. which operations  Collection.Rule, which a scope decides
//  3. which fields in   Collection.CheckGuards
//  4. which values      Collection.Check
//  5. which fields out  Field.MaskedFor, Collection.AppendJSON
//
// # Values
//
// Values hold normalised Go values: string, float64, bool, nil (absent),
// []string (multiselect, tags, relations to many), and anything JSON for the
// type json. A date is "2006-01-02", a datetime is written in model.Layout.
// Normalised means: valid UTF-8 without NUL, in NFC, lines end in \n, text of one
// line is trimmed, empty text and empty lists are absent.
//
// # Field types
//
// A type is one file with one struct of functions, listed in the literal in
// types.go. A table test fails when one lacks a function or a round trip.
//
// # Decisions
//
//   - A definition that changes needs no migration: Decode keeps values of fields
//     that are no longer declared and values that no longer fit their type, and
//     Encode writes them back, so nothing is lost by a slip in a file.
//   - Absent lists are answered as [], every other absent value as null.
//   - What a mask or a draft hides must not be found out by trying: unique values,
//     record conditions and transitions that would tell it to whom the rule admits
//     are mistakes, or warnings where members could learn of each other's drafts.
//     Platform roles are trusted with that much.
//   - Parse collects every mistake with its position instead of stopping at the
//     first one. Anchors and aliases are refused: a definition is read top down.
//
// Here is no SQL, no HTTP and no sentence for the people who use the product; the
// sentences of Mistake are for those who write the file.
package schema
