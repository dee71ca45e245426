package api

import (
	"slices"

	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
)

// Streaming is the media type of server-sent events.
const Streaming = "text/event-stream"

// events adds the stream of what happens, for those who may listen: members.
func (b *builder) events() {
	if !b.listens {
		return
	}
	var readable []*schema.Collection
	var names []string
	for _, c := range b.collections {
		if b.may(c, schema.Get) {
			readable, names = append(readable, c), append(names, c.Name)
		}
	}
	if len(readable) == 0 {
		return
	}
	joined := false
	list := func(name, said string, allowed []string) *Parameter {
		return &Parameter{Name: name, In: "query", Description: said, Style: "form", Explode: &joined, Schema: Schema{
			"type": "array", "uniqueItems": true, "minItems": 1, "items": Schema{"type": "string", "enum": allowed},
		}}
	}
	last := Schema{"type": "string", "pattern": `^\d+(\.\d+)?$`}
	const lastSaid = "The id of the last event that was heard; what happened since then is told first."
	o := &Operation{
		Tags: []string{"schema"}, Summary: "Hear what happens to entries", OperationID: "events", Security: secured(nil),
		Description: "Server-sent events, each as the caller may know of it at that moment: what they cannot read is silent, and whoever sees " +
			"no drafts hears of published entries only. An event is named after its type; its data is a JSON object with the " +
			"entry's id, collection, at and, where the caller may know them, revision, status, fields (the names of those that changed) and " +
			"actor. Its id is its number in the organization's log. The event resync says that something was missed: read " +
			"again what you show. The stream ends when session, key or membership do, and after half an hour: come back with Last-Event-ID.",
		Parameters: []*Parameter{
			parameter(organizationParameter),
			list("collections", "Only entries of these collections.", names),
			list("types", "Only events of these types.", content.EventTypes(readable)),
			{Name: "lastEventId", In: "query", Description: lastSaid + " Last-Event-ID goes before it.", Schema: last},
			{Name: "Last-Event-ID", In: "header", Description: lastSaid, Schema: last},
		},
	}
	b.place(o, "GET", template("events"))
	o.Responses.Add("200", &Response{
		Description: "A stream of events that goes on.", Headers: Ordered[*Header]{{"X-Request-Id", header("RequestId")}},
		Content: Ordered[Media]{{Streaming, Media{Schema: Schema{"type": "string"}}}},
	})
	b.refused(o, "Events", slices.Concat(b.codesOfRule(nil), []string{fault.CodeUnauthenticated})...)
}
