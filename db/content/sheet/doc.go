// Package sheet reads and writes files of rows: CSV, JSON and newline-delimited
// JSON. It knows lines, columns and cells, and nothing of collections.
//
// Reading never gives up at a bad row: it says which line is bad and goes on with
// the next. After a quotation mark that never closes, reading goes on with the
// line after the one on which the row began.
//
// # What a CSV file looks like
//
// As RFC 4180 says, with a header, UTF-8, and a byte order mark in front, without
// which Excel takes UTF-8 for something else. Reading also takes semicolons or
// tabs between cells, files without the mark, and bare line feeds.
//
// A cell that a spreadsheet would run as a formula, because it begins with one of
// = + - @, their full-width forms, a tab or a line end, gets an apostrophe in
// front, and so does a cell that begins with apostrophes and then one of those.
// Reading takes one such apostrophe away again, so that nothing changes on a way
// out and in. Numbers, days and the like are left as they are.
//
// Several values share a cell with "|" between them; "\|" and "\\" stand for the
// characters themselves.
package sheet
