package page

import (
	"strconv"

	"gatehouse/views/component"
	"gatehouse/views/layout"
)

// Conflict is the page on which two people's changes of the same fields meet.
type Conflict struct {
	Frame    layout.Frame
	Crumbs   []component.Crumb
	Heading  string
	By, When string // who saved meanwhile; By may be empty
	To       string
	Cancel   string
	Revision int64 // as it is now
	Base     int64 // where the sender began
	Publish  bool
	Again    bool // a choice was missing
	Fields   []ConflictField
	Along    []Sent
}

// ConflictField is one field that both changed.
type ConflictField struct {
	Name, Label        string
	Base, Theirs, Mine string
	Lines              bool
	Writable           bool     // mine can still be edited here
	Sent               []string // mine as a form sends it
}

// Sent is a value that goes along unseen.
type Sent struct {
	Name, Label string
	Values      []string
}

func (v Conflict) text() string {
	who := v.By
	if who == "" {
		who = "Somebody"
	}
	text := who + " saved this"
	if v.When != "" {
		text += " " + v.When
	}
	return text + ", while you were writing. Nothing of yours was saved yet, and nothing is lost: choose for each field below."
}

func (v Conflict) along() string {
	labels := make([]string, len(v.Along))
	for i, s := range v.Along {
		labels[i] = s.Label
	}
	return listed(labels)
}

func (v Conflict) their() string {
	if v.By == "" {
		return "Theirs"
	}
	return v.By + "’s"
}

func (v Conflict) verb() string {
	if v.Publish {
		return "Publish what I chose"
	}
	return "Save what I chose"
}

func revisionText(n int64) string { return strconv.FormatInt(n, 10) }
