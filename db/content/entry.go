package content

import (
	"encoding/json"

	"gatehouse/db/access"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// Entry is one item of a collection as the caller may see it. A caller who does
// not see drafts gets the published values, the published revision, the moment
// of publication as UpdatedAt, and no UpdatedBy.
type Entry struct {
	ID               string
	Collection       *schema.Collection
	Status           string // model.Draft or model.Published
	Revision         int64
	LiveRevision     int64 // the revision that is published, 0 for none
	CreatedAt        model.Time
	CreatedBy        string
	UpdatedAt        model.Time
	UpdatedBy        string
	PublishedAt      model.Time
	FirstPublishedAt model.Time // 0 for those who do not see drafts
	ArchivedAt       model.Time
	ArchivedBy       string
	OrganizationID   string
	TeamID           string
	OwnerID          string

	View  *schema.View // the fields that leave; nil is all
	Draft bool         // Raw is the draft, not what is live
	Raw   json.RawMessage
	May   May
}

// May is what the caller may do with one entry now, by the rules that the Store
// applies and the entry's state; for buttons.
type May struct {
	Update    bool
	Publish   bool // also when there is nothing new to publish
	Unpublish bool
	Delete    bool // move to the trash
	Restore   bool // take out of the trash, or delete for good
}

// Permissions is what the caller may do in a collection, with at least some of
// its entries; for screens.
type Permissions struct {
	List, Get, Create, Update, Publish, Delete, Preview bool
}

// Live reports whether the entry is published.
func (e Entry) Live() bool { return e.Status == model.Published }

// Changed reports whether the draft is newer than what is published.
func (e Entry) Changed() bool { return e.Live() && e.Draft && e.Revision != e.LiveRevision }

// Archived reports whether the entry is in the trash.
func (e Entry) Archived() bool { return !e.ArchivedAt.IsZero() }

// Values decodes Raw; it is done anew at each call.
func (e Entry) Values() schema.Values {
	values, err := e.Collection.Decode(e.Raw)
	if err != nil { // the database holds nothing but objects
		return schema.Values{}
	}
	return values
}

// Value decodes one field.
func (e Entry) Value(field string) any {
	f, ok := e.Collection.Field(field)
	if !ok {
		return nil
	}
	return valueIn(e.Raw, f)
}

// Label is what stands for the entry in headings, "" when the display field is
// absent or hidden from the scope.
func (e Entry) Label(scope access.Scope) string {
	f := e.Collection.DisplayField()
	if f == nil {
		return ""
	}
	return labelOf(f, f.Shown(valueIn(e.Raw, f), e.Show(scope)(f)))
}

// Show says how each field leaves to the scope: plain or through its mask. For
// schema.Collection.AppendJSON and Field.Shown.
func (e Entry) Show(scope access.Scope) func(*schema.Field) schema.Show {
	owner := ownerOf(e.OwnerID, e.CreatedBy)
	return func(f *schema.Field) schema.Show {
		if e.View != nil && !e.View.Has(f.Name) {
			return schema.Hidden
		}
		if f.Mask != nil && f.MaskedFor(scope, owner) {
			return schema.Masked
		}
		return schema.Plain
	}
}

// valueIn decodes one field of a stored object.
func valueIn(raw json.RawMessage, f *schema.Field) any {
	var found any
	_ = schema.Scan(raw, func(key string, value []byte) bool {
		if key != f.Name {
			return true
		}
		if decoded, err := (schema.Fields{*f}).Decode(append(append([]byte(`{"`+f.Name+`":`), value...), '}')); err == nil {
			found = decoded[f.Name]
		}
		return false
	})
	return found
}

func labelOf(f *schema.Field, value any) string {
	if text := f.Format(value, schema.ParseContext{}); len(text) > 0 {
		return text[0]
	}
	return ""
}
