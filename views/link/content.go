package link

import (
	"net/url"
	"strconv"
)

// Content is a collection's list; POST creates an entry.
func (o Organization) Content(collection string) string { return o.at("content", collection) }

// ContentWith is the list filtered, sorted, searched or paged: the address says it all.
func (o Organization) ContentWith(collection string, query url.Values) string {
	return With(o.Content(collection), query)
}

// NewEntry is the form for a new entry.
func (o Organization) NewEntry(collection string) string {
	return o.at("content", collection, "new")
}

// Batch takes a POST with the chosen ids and what to do with them.
func (o Organization) Batch(collection string) string { return o.at("content", collection, "batch") }

// Trashed lists what lies in a collection's trash.
func (o Organization) Trashed(collection string) string {
	return o.at("content", collection, "trash")
}

// Preview takes a POST with Markdown and answers with the rendered part.
func (o Organization) Preview(collection string) string {
	return o.at("content", collection, "preview")
}

// Candidates is the part that lists what a relation field may point at; GET with q.
func (o Organization) Candidates(collection, field string) string {
	return o.at("content", collection, "candidates", field)
}

// FieldCheck takes a POST of an entry's form and answers with one field and what is wrong with it.
func (o Organization) FieldCheck(collection, field string) string {
	return o.at("content", collection, "checks", field)
}

// Entry is the editor; POST saves.
func (o Organization) Entry(collection, id string) string { return o.at("content", collection, id) }

// Publication takes a POST and publishes what is saved, at once or at the given time.
func (o Organization) Publication(collection, id string) string {
	return o.at("content", collection, id, "publication")
}

// PublicationRemoval takes a POST and takes the entry offline.
func (o Organization) PublicationRemoval(collection, id string) string {
	return o.at("content", collection, id, "publication", "removal")
}

// Trash is the page that asks and the POST that moves the entry to the trash.
func (o Organization) Trash(collection, id string) string {
	return o.at("content", collection, id, "trash")
}

// TrashRemoval takes a POST and brings the entry back from the trash.
func (o Organization) TrashRemoval(collection, id string) string {
	return o.at("content", collection, id, "trash", "removal")
}

// Removal is the page that asks and the POST that deletes the entry for good.
func (o Organization) Removal(collection, id string) string {
	return o.at("content", collection, id, "removal")
}

// Action is the page that asks and the POST that does an action with an entry.
func (o Organization) Action(collection, id, action string) string {
	return o.at("content", collection, id, "actions", action)
}

// LoneAction is the same for an action without an entry.
func (o Organization) LoneAction(collection, action string) string {
	return o.at("content", collection, "actions", action)
}

// Why is the page that explains who may do something with an entry; action "" is everything.
func (o Organization) Why(collection, id, action string) string {
	return With(o.at("content", collection, id, "why"), url.Values{"action": {action}})
}

// WhyCollection is the same for the collection.
func (o Organization) WhyCollection(collection, action string) string {
	return With(o.at("content", collection, "why"), url.Values{"action": {action}})
}

// Revisions is an entry's history.
func (o Organization) Revisions(collection, id string) string {
	return o.at("content", collection, id, "revisions")
}

// Revision is one saved copy, compared with what is there now.
func (o Organization) Revision(collection, id string, number int) string {
	return o.at("content", collection, id, "revisions", strconv.Itoa(number))
}

// Restoration takes a POST and brings a revision back, whole or the named field only.
func (o Organization) Restoration(collection, id string, number int) string {
	return o.at("content", collection, id, "revisions", strconv.Itoa(number), "restoration")
}
