package page

import (
	"strconv"
	"time"

	"gatehouse/views/component"
	"gatehouse/views/layout"
)

// EditorPart is the id of what saving replaces.
const EditorPart = "editor"

// EntryEditor is the form of one entry.
type EntryEditor struct {
	Frame    layout.Frame
	Crumbs   []component.Crumb
	Heading  string // what the entry is called
	Singular string // "post"
	Curl     string // the entry for a program
	New      bool
	Single   bool // the one entry of its collection
	To       string
	Address  string // of the page
	ID       string
	Revision int64
	Once     string // tells this form for a new entry from the next; "" for one that exists

	Main, Side []EntryField
	Problems   []component.Problem

	State    component.State
	Saved    time.Time // of the last save; zero: never
	SavedBy  string
	Live     time.Time // since when visitors see it; zero: they do not
	Changed  bool      // visitors see an older version
	Now      time.Time
	LiveView string // address of what visitors see, when that is older

	Save, Publish bool // what the form offers
	History       string
	PublishTo     string // publishing without changing, for those who may not write
	Unpublish     string
	Trash         string
	Restore       string
	Remove        string
	Acts          []EntryAct
	News          LiveNews
	Why           EntryWhys

	Unsaved bool // the values shown are not the saved ones
	Notice  EntryNotice
	Kept    string // when a form that came back was written
}

// EntryWhys are the explanations of what the editor does not offer; "" where it
// does.
type EntryWhys struct {
	Update  string
	Publish string
	Restore string
	More    string // of everything else
}

// EntryNotice is what is said once above a form.
type EntryNotice string

// The notices.
const (
	NoNotice      EntryNotice = ""
	ReadOnly      EntryNotice = "read-only"
	InTrash       EntryNotice = "in-trash"
	CameBack      EntryNotice = "came-back"
	TrashedBefore EntryNotice = "trashed"  // somebody moved it to the trash while it was edited
	RightGone     EntryNotice = "right"    // the right to change it is gone
	VisitorsOnly  EntryNotice = "visitors" // only what is published can be seen
)

func (v EntryEditor) state() string {
	switch {
	case v.Kept != "":
		return "Your changes from " + v.Kept + " are back. They are not saved yet."
	case v.Unsaved:
		return "Unsaved changes"
	case v.Saved.IsZero():
		return "Not saved yet"
	}
	text := "All changes saved " + Clock(v.Saved, v.Now)
	if v.SavedBy != "" {
		text += " by " + v.SavedBy
	}
	return text
}

func (v EntryEditor) revision() string { return strconv.FormatInt(v.Revision, 10) }

// version tells a script whether the form it knows was saved since.
func (v EntryEditor) version() string {
	if v.Unsaved {
		return v.revision() + "-unsaved"
	}
	return v.revision()
}

// settled reports whether visitors see exactly what the form holds.
func (v EntryEditor) settled() bool { return !v.Live.IsZero() && !v.Changed && !v.Unsaved }

func (v EntryEditor) publishLabel() string {
	if !v.Live.IsZero() {
		return "Publish changes"
	}
	return "Publish"
}

func (v EntryEditor) stateWords() string {
	if v.Changed {
		return "Live, with changes"
	}
	return v.State.Words()
}

func (v EntryEditor) visitors() string {
	switch {
	case v.Changed:
		return "Visitors see the version of " + Clock(v.Live, v.Now) + " until you publish."
	case !v.Live.IsZero():
		return "Visitors see this since " + Clock(v.Live, v.Now) + "."
	case v.New:
		return "Nobody outside sees it before it is published."
	}
	return "Visitors do not see this."
}

func (v EntryEditor) title() string {
	if v.New {
		return "New " + v.Singular
	}
	return v.Heading
}
