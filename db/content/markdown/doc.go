// Package markdown reads Markdown files with YAML front matter.
//
// It knows nothing of collections or the database: a file becomes named values
// with their lines, and a body. Values stay as they are written (a number or a
// date is its text), because only the field they are meant for knows what they
// are. What cannot be read is a Mistake with a line.
package markdown
