// Package wordpress reads the export files of WordPress (WXR 1.0 to 1.2) and turns
// what is written in them into Markdown.
//
// What lives here: values. An Export is everything a file holds, in its order and
// with its lines; Writer turns the HTML of an item into Markdown and says what it
// could not keep. What never does: collections, entries, the database. What is to
// become of an item is decided by db/content, which alone calls this package.
//
// Decisions: a file is read element by element and refused as a whole where it is
// no well-formed XML, declares a document type, is nested absurdly or is larger
// than MaxSize; characters that XML forbids are dropped and counted instead,
// because WordPress writes them. E-mail addresses, passwords of posts and the
// texts of comments are not even kept in memory. Whatever was left out or changed
// is a Remark, a code with parameters: the sentences are in views.
package wordpress
