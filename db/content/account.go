package content

import (
	"gatehouse/db/content/wordpress"
)

// Account says of everything in an export what becomes of it, one by one.
type Account struct {
	Import    string             `json:"import,omitempty"` // by which it can be undone
	Site      string             `json:"site,omitempty"`
	Version   string             `json:"version"`
	Counts    map[Fate]int       `json:"counts"`
	Items     []Counted          `json:"items"`               // in the order of the file: authors, terms, items
	Abandoned bool               `json:"abandoned,omitempty"` // strict, and something was refused: nothing went in
	Notes     []wordpress.Remark `json:"notes,omitempty"`     // about the whole file
}

// Left is the fate of what stays out because there is no place for it.
const Left Fate = "left"

// Counted is one author, term or item.
type Counted struct {
	Line       int                `json:"line"`
	Type       string             `json:"type"`         // author, category, post_tag, post, page, attachment, …
	ID         string             `json:"id,omitempty"` // in WordPress
	Name       string             `json:"name,omitempty"`
	Fate       Fate               `json:"fate"`
	Collection string             `json:"collection,omitempty"`
	Entry      string             `json:"entry,omitempty"` // its id, once it is there
	Slug       string             `json:"slug,omitempty"`
	Published  bool               `json:"published,omitempty"`
	Reason     *wordpress.Remark  `json:"reason,omitempty"`   // why it is left
	Problems   []Trouble          `json:"problems,omitempty"` // why it is refused
	Remarks    []wordpress.Remark `json:"remarks,omitempty"`
}

// Trouble is a problem as a program reads it.
type Trouble struct {
	Field  string            `json:"field,omitempty"`
	Code   string            `json:"code"`
	Params map[string]string `json:"params,omitempty"`
}

func (c *Counted) say(code string, pairs ...string) {
	c.Remarks = append(c.Remarks, wordpress.Say(code, pairs...))
}

// leave is for what does not go in at all.
func (c *Counted) leave(code string, pairs ...string) {
	r := wordpress.Say(code, pairs...)
	c.Fate, c.Reason, c.Remarks = Left, &r, nil
}
