package api

import (
	"gatehouse/db/content"
	"gatehouse/db/fault"
)

const organizationsAddress = "/admin/v1/organizations"

// organizations adds the calls of the platform's staff.
func (b *builder) organizations() {
	if !b.staff {
		return
	}
	const tag = "organizations"
	b.document.Tags = append(b.document.Tags, Tag{Name: tag, Description: "For people with the platform role admin: which organizations there are, and nothing that is in them.", Label: "Organizations"})
	text, moment := Schema{"type": "string"}, Schema{"type": []string{"string", "null"}, "format": moment}
	properties := Ordered[Schema]{
		{"id", text}, {"name", text}, {"slug", text}, {"createdAt", Schema{"type": "string", "format": moment["format"]}},
		{"archivedAt", moment}, {"members", Schema{"type": "integer", "minimum": 0, "description": "How many people are in it."}},
	}
	all := func(properties Ordered[Schema]) Schema {
		var names []string
		for _, p := range properties {
			names = append(names, p.Name)
		}
		return Schema{"type": "object", "properties": properties, "required": names}
	}
	b.document.Components.Schemas.Add("Organization", all(properties))
	b.document.Components.Schemas.Add("OrganizationsPage", all(Ordered[Schema]{
		{"data", Schema{"type": "array", "maxItems": content.MaxLimit, "items": reference("Organization")}},
		{"pagination", all(Ordered[Schema]{
			{"limit", Schema{"type": "integer", "minimum": 1, "maximum": content.MaxLimit}}, {"count", Schema{"type": "integer", "minimum": 0}},
			{"hasMore", Schema{"type": "boolean"}}, {"nextCursor", Schema{"type": []string{"string", "null"}}},
		})},
	}))
	query := func(name, said string, s Schema) *Parameter {
		return &Parameter{Name: name, In: "query", Description: said, Schema: s}
	}
	codes := []string{
		fault.CodeBadCredential, fault.CodeUnauthenticated, fault.CodeRoleRequired, fault.CodeRateLimited, fault.CodeInvalidParameter,
		fault.CodeUnknownParameter, fault.CodeInternal, fault.CodeUnavailable,
	}
	add := func(id, path, said, body string, parameters []*Parameter, more ...string) {
		o := &Operation{
			Tags: []string{tag}, Summary: said, OperationID: id, Description: "For people with the platform role admin.", Security: []map[string][]string{{"session": {}}, {"bearer": {}}},
			Parameters: append(parameters, parameter("ifNoneMatch")),
		}
		b.place(o, "GET", path)
		o.answers("200", "As it is now.", reference(body), "ETag")
		o.answers("304", "As before.", nil, "ETag")
		b.refused(o, "Organizations", append(more, codes...)...)
	}
	add("organizationsList", organizationsAddress, "List the organizations of the installation", "OrganizationsPage", []*Parameter{
		query("limit", "How many at most.", Schema{"type": "integer", "minimum": 1, "maximum": content.MaxLimit, "default": content.DefaultLimit}),
		query("cursor", "nextCursor of an earlier answer.", text),
		query("search", "A part of the name or the slug, whatever the case.", Schema{"type": "string", "maxLength": longestSearch}),
		query("archived", "Only deleted ones, or only those that live; both without it.", Schema{"type": "boolean"}),
	}, fault.CodeInvalidCursor)
	add("organizationsGet", organizationsAddress+"/{organization}", "Read one organization", "Organization", []*Parameter{
		{Name: "organization", In: "path", Required: true, Schema: text, Description: "The id of an organization."},
	}, fault.CodeNotFound)
}
