package schema

import (
	"fmt"
	"strings"
	"testing"

	yaml "github.com/goccy/go-yaml/parser"

	"gatehouse/db/access"
)

func parseText(t *testing.T, source string, options Options) ([]Collection, Mistakes) {
	t.Helper()
	file, err := yaml.ParseBytes([]byte(source), 0, yaml.AllowDuplicateMapKey())
	if err != nil {
		t.Fatalf("%v\n%s", err, source)
	}
	return Parse(file.Docs[0].Body, access.NewHierarchy(access.DefaultHierarchy()), options)
}

// rest completes a collection of which a case writes one part.
const rest = "\n  firewall: organization\n  access: {list: {roles: [PUBLIC]}}"

// mistakes are definitions with a mark ‸ before the place that Parse must name,
// a part of the sentence and a part of the hint.
var mistakes = []struct{ name, source, message, hint string }{
	// collections
	{"name not kebab-case", "‸blogPosts:\n  fields: {a: {type: text}}" + rest, "is not a name for a collection", `"blog-posts"`},
	{"reserved collection", "‸events:\n  fields: {a: {type: text}}" + rest, "is reserved", "token"},
	{"collection twice", "a:\n  fields: {a: {type: text}}" + rest + "\n‸a: {}", `"a" is given twice`, "line 1"},
	{"collection is no mapping", "a: ‸[1]", "is a list", "mapping"},
	{"unknown key", "a:\n  ‸lable: A\n  fields: {a: {type: text}}" + rest, `does not know the key "lable"`, `"label"`},
	{"label of the wrong type", "a:\n  label: ‸5\n  fields: {a: {type: text}}" + rest, "is the number 5", "text"},
	{"empty value", "a:\n  label:‸\n  fields: {a: {type: text}}" + rest, "is empty", "delete the line"},
	{"no fields", "‸a:" + rest, "has no fields", "title: {type: text}"},
	{"empty fields", "a:\n  ‸fields: {}" + rest, "has no fields", "at least one"},
	{"no firewall", "‸a:\n  fields: {a: {type: text}}\n  access: {list: {roles: [PUBLIC]}}", "does not say whose", "exception"},
	{"no access", "‸a:\n  fields: {a: {type: text}}\n  firewall: organization", "has no access", "list"},
	{"display unknown", "a:\n  display: ‸titel\n  fields: {title: {type: text}}" + rest, `"titel"`, `"title"`},
	{"display of a list", "a:\n  display: ‸t\n  fields: {t: {type: tags}}" + rest, "of type tags", "type text"},
	{"display masked", "a:\n  display: ‸t\n  fields: {t: {type: text, mask: name}}" + rest, "is masked", "without a mask"},
	{"sort unknown", "a:\n  sort: ‸-titel\n  fields: {title: {type: text}}" + rest, "no field", `"title"`},
	{"sort by markdown", "a:\n  sort: [createdAt, ‸b]\n  fields: {b: {type: markdown}}" + rest, "is no order", ""},
	{"sort by a masked field", "a:\n  sort: ‸b\n  fields: {b: {type: text, mask: redact}}" + rest, "masked", "tell"},
	{"revisions zero", "a:\n  revisions: ‸0\n  fields: {b: {type: text}}" + rest, "revisions", "from 1 to 1000"},
	{"revisions of the wrong type", "a:\n  revisions: ‸many\n  fields: {b: {type: text}}" + rest, `"many"`, "whole number"},
	{"singleton is yes", "a:\n  singleton: ‸yes\n  fields: {b: {type: text}}" + rest, `"yes"`, "true or false"},
	{"singleton with list", "a:\n  singleton: true\n  fields: {b: {type: text}}\n  firewall: organization\n  access: {get: {roles: [PUBLIC]}, ‸list: {roles: [PUBLIC]}}", "no operation", "get"},
	{"singleton of an owner", "a:\n  singleton: true\n  fields: {b: {type: text}}\n  firewall: ‸owner\n  access: {get: {roles: [PUBLIC]}}", "singleton", "organization"},
	{"singleton with views", "a:\n  singleton: true\n  ‸views: {}\n  fields: {b: {type: text}}\n  firewall: organization\n  access: {get: {roles: [PUBLIC]}}", "no views", "Delete"},
	{"alias", "a:\n  label: ‸*x\n  fields: {b: {type: text}}" + rest, "alias", "Write the value out"},

	// fields
	{"field not camelCase", "a:\n  fields: {‸First-Name: {type: text}}" + rest, "is not a name for a field", `"firstName"`},
	{"system field", "a:\n  fields: {‸createdAt: {type: text}}" + rest, "is reserved", "another name"},
	{"query parameter", "a:\n  fields: {‸sort: {type: text}}" + rest, "is reserved", "another name"},
	{"duplicate field", "a:\n  fields:\n    t: {type: text}\n    ‸t: {type: text}" + rest, `"t" is given twice`, "line 3"},
	{"no type", "a:\n  fields: {‸t: {label: T}}" + rest, "has no type", "markdown"},
	{"unknown type", "a:\n  fields: {t: {type: ‸markdwon}}" + rest, "does not exist", `"markdown"`},
	{"unknown field key", "a:\n  fields: {t: {type: text, ‸requird: true}}" + rest, `"requird"`, `"required"`},
	{"setting of another type", "a:\n  fields: {t: {type: boolean, ‸max: 5}}" + rest, `has no "max"`, "text"},
	{"flag of the wrong type", "a:\n  fields: {t: {type: text, required: ‸1}}" + rest, "the number 1", "true or false"},
	{"min above max", "a:\n  fields: {t: {type: number, min: ‸5, max: 2}}" + rest, "min of 5 above its max of 2", "Swap"},
	{"half a character", "a:\n  fields: {t: {type: text, max: ‸1.5}}" + rest, "cannot be 1.5", "whole"},
	{"max is text", "a:\n  fields: {t: {type: text, max: ‸long}}" + rest, `"long"`, "a number"},
	{"indexed text too long", "a:\n  fields: {t: {type: text, unique: true, max: ‸900}}" + rest, "indexed", "500"},
	{"slug too long", "a:\n  fields: {t: {type: slug, max: ‸300}}" + rest, "no slug is that long", "100"},
	{"decimals negative", "a:\n  fields: {t: {type: number, decimals: ‸-1}}" + rest, "decimals", "from 0"},
	{"bad pattern", "a:\n  fields: {t: {type: text, pattern: '‸['}}" + rest, "regular expression", "RE2"},
	{"no options", "a:\n  fields: {t: {‸type: select}}" + rest, "has no options", "options: [one, two]"},
	{"empty options", "a:\n  fields: {t: {type: select, options: ‸[]}}" + rest, "is empty", "at least one"},
	{"duplicate option", "a:\n  fields: {t: {type: select, options: [x, y, ‸x]}}" + rest, `"x" twice`, "once"},
	{"options are text", "a:\n  fields: {t: {type: select, options: ‸x}}" + rest, `"x"`, "a list"},
	{"option without value", "a:\n  fields: {t: {type: select, options: [‸{label: X}]}}" + rest, "has no value", "value: one"},
	{"default not an option", "a:\n  fields: {t: {type: select, options: [x], default: ‸z}}" + rest, "default", "Allowed: x"},
	{"default of the wrong type", "a:\n  fields: {t: {type: number, default: ‸many}}" + rest, "default", "number"},
	{"default above max", "a:\n  fields: {t: {type: number, max: 3, default: ‸4}}" + rest, "default", "settings"},
	{"slug from nothing", "a:\n  fields: {t: {type: text}, s: {type: slug, from: ‸title}}" + rest, "does not exist", "t"},
	{"slug from a number", "a:\n  fields: {n: {type: number}, s: {type: slug, from: ‸n}}" + rest, "of type number", "type text"},
	{"slug from a masked field", "a:\n  fields: {n: {type: text, mask: name}, s: {type: slug, from: ‸n}}" + rest, "would show", "Mask"},
	{"relation to nowhere", "posts:\n  fields: {t: {type: relation, to: ‸post}}" + rest, "does not exist", `"posts"`},
	{"relation without to", "posts:\n  fields: {t: {‸type: relation}}" + rest, "to which collection", "posts"},
	{"relation to a singleton", "a:\n  fields: {t: {type: relation, to: ‸s}}" + rest + "\ns: {singleton: true, firewall: organization, fields: {x: {type: text}}, access: {get: {roles: [PUBLIC]}}}", "is a singleton", ""},
	{"max of one relation", "a:\n  fields: {t: {type: relation, to: a, ‸max: 3}}" + rest, "one entry", "many: true"},
	{"index on tags", "a:\n  fields: {t: {type: tags, ‸index: true}}" + rest, "cannot be indexed", ""},
	{"required boolean", "a:\n  fields: {t: {type: boolean, ‸required: true}}" + rest, "always has a value", "Delete"},
	{"unknown filter", "a:\n  fields: {t: {type: boolean, filter: [eq, ‸gt]}}" + rest, `"gt"`, "eq, ne"},
	{"unknown mask", "a:\n  fields: {t: {type: text, mask: ‸mail}}" + rest, "does not exist", `"email"`},
	{"mask without type", "a:\n  fields: {t: {type: text, ‸mask: {show: {or: owner}}}}" + rest, "has no type", "redact"},
	{"partial mask of a number", "a:\n  fields: {t: {type: number, mask: ‸phone}}" + rest, "part of a text", "redact"},
	{"mask role unknown", "a:\n  fields: {t: {type: text, mask: {type: redact, show: {roles: [‸boss]}}}}" + rest, `"boss"`, "owner"},
	{"mask or somebody", "a:\n  fields: {t: {type: text, mask: {type: redact, show: {or: ‸author}}}}" + rest, "or:", "or: owner"},
	{"mask shown to all", "a:\n  fields: {t: {type: text, mask: {type: redact, show: {roles: ‸[PUBLIC]}}}}" + rest, "everybody", "Delete the mask"},

	// firewall
	{"unknown firewall", "a:\n  fields: {t: {type: text}}\n  firewall: ‸organisation\n  access: {get: {roles: [PUBLIC]}}", "does not exist", `"organization"`},
	{"two scopes", "a:\n  fields: {t: {type: text}}\n  firewall: {team: {}, ‸owner: {}}\n  access: {get: {roles: [PUBLIC]}}", "two scopes", "Keep one"},
	{"unknown mode", "a:\n  fields: {t: {type: text}}\n  firewall: {owner: {mode: ‸strict}}\n  access: {get: {roles: [PUBLIC]}}", "mode", "required"},
	{"exception false", "a:\n  fields: {t: {type: text}}\n  firewall: {exception: ‸false}\n  access: {get: {roles: [PUBLIC]}}", "means nothing", ""},
	{"firewall is a number", "a:\n  fields: {t: {type: text}}\n  firewall: ‸7\n  access: {get: {roles: [PUBLIC]}}", "cannot be read", "organization"},
	{"predicates without a scope", "a:\n  fields: {t: {type: text}}\n  firewall: ‸[{field: t, equals: x}]\n  access: {get: {roles: [PUBLIC]}}", "does not bind", "organizationId"},
	{"predicate with another's organization", "a:\n  fields: {t: {type: text}}\n  firewall: [{field: organizationId, equals: ‸org_1}]\n  access: {get: {roles: [PUBLIC]}}", "something else", "$ctx.activeOrgId"},
	{"predicate without operator", "a:\n  fields: {t: {type: text}}\n  firewall: [‸{field: organizationId}]\n  access: {get: {roles: [PUBLIC]}}", "exactly one operator", "equals"},
	{"unknown operator", "a:\n  fields: {t: {type: text}}\n  firewall: [{field: t, ‸equal: x}]\n  access: {get: {roles: [PUBLIC]}}", `"equal"`, `"equals"`},
	{"predicates of team and owner", "a:\n  fields: {t: {type: text}}\n  firewall: ‸[{field: teamId, equals: $ctx.activeTeamId}, {field: ownerId, equals: $ctx.userId}]\n  access: {get: {roles: [PUBLIC]}}", "two scopes", "Keep"},

	// access
	{"unknown operation", "a:\n  fields: {t: {type: text}}\n  firewall: organization\n  access: {‸read: {roles: [PUBLIC]}}", `"read"`, "list, get"},
	{"unknown role", "a:\n  fields: {t: {type: text}}\n  firewall: organization\n  access: {get: {roles: [‸editr+]}}", `"editr+"`, `"editor+"`},
	{"PUBLIC beside roles", "a:\n  fields: {t: {type: text}}\n  firewall: organization\n  access: {get: {roles: [‸PUBLIC, admin]}}", "beside other roles", "everybody"},
	{"empty roles", "a:\n  fields: {t: {type: text}}\n  firewall: organization\n  access: {get: {roles: ‸[]}}", "is empty", "at least one"},
	{"empty rule", "a:\n  fields: {t: {type: text}}\n  firewall: organization\n  access: {get: ‸{}}", "names nobody", "roles"},
	{"or with siblings", "a:\n  fields: {t: {type: text}}\n  firewall: organization\n  access: {get: {roles: [admin], ‸or: [{roles: [member]}, {roles: [editor]}]}}", `"or" beside other keys`, "branches"},
	{"or of one", "a:\n  fields: {t: {type: text}}\n  firewall: organization\n  access: {get: {or: ‸[{roles: [member]}]}}", "at least two", "rule itself"},
	{"and is no list", "a:\n  fields: {t: {type: text}}\n  firewall: organization\n  access: {get: {and: ‸{roles: [member]}}}", "mapping", "list of rules"},
	{"userRole with plus", "a:\n  fields: {t: {type: text}}\n  firewall: organization\n  access: {get: {userRole: [‸admin+]}}", "platform role", "exact"},
	{"record of an unknown field", "a:\n  fields: {t: {type: text}}\n  firewall: organization\n  access: {get: {record: {‸createdby: {equals: $ctx.userId}}}}", "does not exist", `"createdBy"`},
	{"record of tags", "a:\n  fields: {t: {type: tags}}\n  firewall: organization\n  access: {get: {record: {‸t: {equals: x}}}}", "of type tags", "single value"},
	{"unknown context", "a:\n  fields: {t: {type: text}}\n  firewall: organization\n  access: {get: {record: {createdBy: {equals: ‸$ctx.user}}}}", "does not exist", `"$ctx.userId"`},
	{"context without dollar", "a:\n  fields: {t: {type: text}}\n  firewall: organization\n  access: {get: {record: {createdBy: {equals: ‸ctx.userId}}}}", "does not exist", `"$ctx.userId"`},
	{"context for a number", "a:\n  fields: {t: {type: number}}\n  firewall: organization\n  access: {get: {record: {t: {equals: ‸$ctx.userId}}}}", "is text", "number"},
	{"value of the wrong type", "a:\n  fields: {t: {type: number}}\n  firewall: organization\n  access: {get: {record: {t: {lessThan: ‸many}}}}", "never is", "number"},
	{"value not an option", "a:\n  fields: {t: {type: text}}\n  firewall: organization\n  access: {get: {record: {status: {equals: ‸publishd}}}}", "never is", `"published"`},
	{"list for equals", "a:\n  fields: {t: {type: text}}\n  firewall: organization\n  access: {get: {record: {t: {equals: ‸[x]}}}}", "compares with a list", "notIn"},
	{"text for in", "a:\n  fields: {t: {type: text}}\n  firewall: organization\n  access: {get: {record: {t: {in: ‸x}}}}", `"x"`, "a list"},
	{"order of booleans", "a:\n  fields: {t: {type: boolean}}\n  firewall: organization\n  access: {get: {record: {t: {‸lessThan: true}}}}", "neither less", "equals"},
	{"roles for everybody's rows", "a:\n  fields: {t: {type: text}}\n  firewall: {exception: true}\n  access: {list: {roles: [PUBLIC]}, create: ‸{roles: [admin]}}", "more than userRole", "userRole: [admin]"},

	// guards
	{"guard of an unknown field", "a:\n  fields: {title: {type: text}}\n  guards: {immutable: [‸titel]}" + rest, "does not exist", `"title"`},
	{"unknown guard", "a:\n  fields: {t: {type: text}}\n  guards: {‸creatable: [t]}" + rest, `"creatable"`, `"createable"`},
	{"immutable and updatable", "a:\n  fields: {t: {type: text}}\n  guards: {immutable: [t], updatable: [‸t]}" + rest, "both immutable and updatable", "one of them"},
	{"protected and createable", "a:\n  fields: {t: {type: text}}\n  guards: {createable: [‸t], protected: {t: [publish]}}" + rest, "both protected and createable", "one of them"},
	{"protected by nothing", "a:\n  fields: {t: {type: text}}\n  guards: {protected: {t: [‸advanc]}}\n  actions: {advance: {access: {roles: [admin]}}}" + rest, "does not exist", `"advance"`},
	{"required but not createable", "a:\n  fields: {t: {type: text, required: true}, u: {type: text}}\n  guards: {‸createable: [u]}" + rest, "nobody give it", "createable"},

	// views and actions
	{"view without fields", "a:\n  fields: {t: {type: text}}\n  views: {‸card: {access: {roles: [PUBLIC]}}}" + rest, "has no fields", "fields: [t]"},
	{"view of an unknown field", "a:\n  fields: {title: {type: text}}\n  views: {card: {fields: [‸titel]}}" + rest, "does not exist", `"title"`},
	{"view sorted by a relation", "a:\n  fields: {t: {type: text}, r: {type: relation, to: a}}\n  views: {card: {fields: [t], sortable: [‸r]}}" + rest, "is no order", ""},
	{"view filtered by what it masks", "a:\n  fields: {t: {type: text}, m: {type: text, mask: redact}}\n  views: {card: {fields: [t], filterable: [‸m]}}" + rest, "masked and not in the view", "leave it out"},
	{"two default views", "a:\n  fields: {t: {type: text}}\n  views: {x: {fields: [t], default: true}, y: {fields: [t], ‸default: true}}" + rest, "second default", "Keep one"},
	{"reserved action", "a:\n  fields: {t: {type: text}}\n  actions: {‸batch: {access: {roles: [admin]}}}" + rest, "is reserved", "revisions"},
	{"built-in action", "a:\n  fields: {t: {type: text}}\n  actions: {‸publish: {access: {roles: [admin]}}}" + rest, "is reserved", "unpublish"},
	{"action without access", "a:\n  fields: {t: {type: text}}\n  actions: {‸go: {label: Go}}" + rest, "has no access", "roles"},
	{"transition of a text", "a:\n  fields: {t: {type: text}}\n  actions: {go: {access: {roles: [admin]}, transition: {field: ‸t, from: [x], to: y}}}" + rest, "of type text", "select"},
	{"transition to nowhere", "a:\n  fields: {t: {type: select, options: [idea, done]}}\n  actions: {go: {access: {roles: [admin]}, transition: {field: t, from: [idea], to: ‸don}}}" + rest, "no option", `"done"`},
	{"transition from nowhere", "a:\n  fields: {t: {type: select, options: [idea, done]}}\n  actions: {go: {access: {roles: [admin]}, transition: {field: t, from: [‸ida], to: done}}}" + rest, "no option", `"idea"`},
	{"transition to itself", "a:\n  fields: {t: {type: select, options: [idea, done]}}\n  actions: {go: {access: {roles: [admin]}, transition: {field: t, from: [idea, ‸done], to: done}}}" + rest, "to itself", "Delete"},
	{"transition incomplete", "a:\n  fields: {t: {type: select, options: [idea, done]}}\n  actions: {go: {access: {roles: [admin]}, transition: ‸{field: t, to: done}}}" + rest, `has no "from"`, "from: [idea]"},
	{"set of an unknown field", "a:\n  fields: {title: {type: text}}\n  actions: {go: {access: {roles: [admin]}, set: {‸titel: x}}}" + rest, "does not exist", `"title"`},
	{"set to a bad value", "a:\n  fields: {n: {type: number}}\n  actions: {go: {access: {roles: [admin]}, set: {n: ‸x}}}" + rest, "may not have", "$ctx.now"},
	{"set from a missing input", "a:\n  fields: {t: {type: text}}\n  actions: {go: {access: {roles: [admin]}, input: {note: {type: text}}, set: {t: ‸$input.not}}}" + rest, "does not have", `"note"`},
	{"standalone with set", "a:\n  fields: {t: {type: text}}\n  actions: {go: {access: {roles: [admin]}, standalone: true, ‸set: {t: x}}}" + rest, "no entry", "standalone"},
	{"action named as an operation", "a:\n  fields: {t: {type: text}}\n  actions: {‸update: {access: {roles: [admin]}}}" + rest, "is reserved", "preview"},
	{"transition from no state", "a:\n  fields: {t: {type: select, options: [idea, done]}}\n  actions: {go: {access: {roles: [admin]}, transition: {field: t, from: ‸[], to: done}}}" + rest, "starts nowhere", "at least one"},
	{"transition that tells", "a:\n  fields: {t: {type: select, options: [idea, done], mask: {type: redact, show: {roles: [owner]}}}}\n  actions: {‸go: {access: {roles: [admin+]}, transition: {field: t, from: [idea], to: done}}}" + rest, "masked from admin", "Show the field"},
	{"input of another type", "a:\n  fields: {n: {type: number}}\n  actions: {go: {access: {roles: [admin]}, input: {note: {type: text}}, set: {n: ‸$input.note}}}" + rest, "of type text", "the same type"},
	{"view of nothing", "a:\n  fields: {t: {type: text}}\n  views: {card: {fields: ‸[]}}" + rest, "is empty", "at least one"},
	{"view searched beside the search", "a:\n  fields: {t: {type: text, search: true}, n: {type: text}}\n  views: {card: {fields: [t, n], searchable: [‸n]}}" + rest, "does not look into", "search: true"},
	{"sort twice", "a:\n  sort: [t, ‸-t]\n  fields: {t: {type: text}}" + rest, "twice", "once"},
	{"preview of what nobody reads", "a:\n  fields: {t: {type: text}}\n  firewall: organization\n  access: {create: {roles: [admin]}, ‸preview: {roles: [admin]}}", "neither list nor get", "delete preview"},
	{"rule is text", "a:\n  fields: {t: {type: text}}\n  firewall: organization\n  access: {list: ‸member+}", `the text "member+"`, "{roles: [member+]}"},
	{"rule for the star", "a:\n  fields: {t: {type: text}}\n  firewall: organization\n  access: {list: {roles: [‸'*']}}", "does not exist", `"PUBLIC"`},
	{"operator of the API", "a:\n  fields: {t: {type: text}}\n  firewall: organization\n  access: {list: {record: {t: {‸eq: x}}}}", `"eq"`, `"equals"`},
	{"comparison with a bare value", "a:\n  fields: {t: {type: text}}\n  firewall: organization\n  access: {list: {record: {t: ‸x}}}", `the text "x"`, "{equals: …}"},
	{"context of another system", "a:\n  fields: {t: {type: text}}\n  firewall: organization\n  access: {get: {record: {t: {equals: ‸$ctx.organizationId}}}}", "does not exist", `"$ctx.activeOrgId"`},
	{"record that tells what a mask hides", "a:\n  fields: {fee: {type: number, mask: {type: redact, show: {roles: [admin+]}}}}\n  firewall: organization\n  access: {get: {roles: [editor+], record: {‸fee: {lessThan: 5}}}}", "masked from editor", "roles that see"},
	{"record that tells everybody", "a:\n  fields: {fee: {type: number, mask: redact}}\n  firewall: organization\n  access: {get: {record: {‸fee: {lessThan: 5}}}}", "masked from every member", "roles that see"},
	{"unique and masked from writers", "a:\n  fields: {code: {type: text, ‸unique: true, mask: {type: redact, show: {roles: [admin+]}}}}\n  firewall: organization\n  access: {list: {roles: [member+]}, create: {roles: [editor+]}}", "masked from editor, who may create it", "Delete unique"},
	{"unique for everybody", "a:\n  fields: {code: {type: text, ‸unique: true}}\n  firewall: organization\n  access: {list: {roles: [member+]}, create: {roles: [PUBLIC]}}", "what drafts hold", "guards"},
	{"unique by an action's input", "a:\n  fields: {code: {type: text, ‸unique: true, mask: {type: redact, show: {roles: [owner]}}}}\n  firewall: organization\n  access: {list: {roles: [member+]}}\n  actions: {go: {access: {roles: [admin]}, input: {n: {type: text}}, set: {code: $input.n}}}", `by the action "go"`, "Delete unique"},
	{"show is empty", "a:\n  fields: {t: {type: text, mask: {type: redact, show: ‸{}}}}" + rest, "names nobody", "or delete it"},
	{"mask is true", "a:\n  fields: {t: {type: text, mask: ‸true}}" + rest, "is true", "redact"},
	{"options are numbers", "a:\n  fields: {t: {type: select, options: [‸1]}}" + rest, "the number 1, not text", `"1"`},
	{"type of another system", "a:\n  fields: {t: {type: ‸string}}" + rest, `"string"`, `"text"`},
	{"collections that need each other", "a:\n  fields: {b: {type: relation, to: ‸b, required: true}}" + rest + "\nb:\n  fields: {a: {type: relation, to: a, required: true}}" + rest, "a → b → a", "without required"},
	{"entries that need each other", "a:\n  fields: {up: {type: relation, to: ‸a, required: true}}" + rest, "a → a", "without required"},
	{"firewall with a column", "a:\n  fields: {t: {type: text}}\n  firewall: {organization: {‸column: orgId}}\n  access: {list: {roles: [member+]}}", `"column"`, "nothing to set"},
	{"protected and never written", "a:\n  fields: {s: {type: select, options: [x, y]}}\n  guards: {protected: {‸s: [publish]}}\n  actions: {go: {access: {roles: [admin]}, set: {s: x}}}" + rest, "guards never let it", "protected"},

	// One mistake is said once, not again by what follows from it.
	{"unknown type behind a transition", "a:\n  sort: s\n  fields: {s: {type: ‸selct, options: [x, y]}}\n  firewall: organization\n  access: {list: {record: {s: {equals: x}}}}\n  actions: {go: {access: {roles: [admin]}, transition: {field: s, from: [x], to: y}}}", "does not exist", `"select"`},
	{"protected by a misspelt action", "a:\n  fields: {s: {type: select, options: [x, y]}}\n  guards: {protected: {s: [‸gone]}}\n  actions: {go: {access: {roles: [admin]}, transition: {field: s, from: [x], to: y}}}" + rest, "does not exist", "duplicate, go"},

	{"input with unique", "a:\n  fields: {t: {type: text}}\n  actions: {go: {access: {roles: [admin]}, input: {n: {type: text, ‸unique: true}}}}" + rest, `has no "unique"`, "Delete"},
}

func TestEveryMistakeIsNamedAtItsPlace(t *testing.T) {
	for _, c := range mistakes {
		t.Run(c.name, func(t *testing.T) {
			before, after, marked := strings.Cut(c.source, "‸")
			if !marked {
				t.Fatal("the case has no mark")
			}
			line := strings.Count(before, "\n") + 1
			column := len(before) - strings.LastIndexByte(before, '\n')
			_, found := parseText(t, before+after, Options{})
			if len(found) != 1 {
				t.Fatalf("%d mistakes:\n%v", len(found), found)
			}
			if c.name == "empty value" || c.name == "bad pattern" {
				column = found[0].Column // nothing, or a quote, stands there
			}
			m := found[0]
			if m.Line != line || m.Column != column {
				t.Errorf("at %d:%d, want %d:%d", m.Line, m.Column, line, column)
			}
			if !strings.Contains(m.Message, c.message) {
				t.Errorf("says %q, want %q", m.Message, c.message)
			}
			if !strings.Contains(m.Hint, c.hint) {
				t.Errorf("hints %q, want %q", m.Hint, c.hint)
			}
		})
	}
	if len(mistakes) < 40 {
		t.Errorf("only %d kinds", len(mistakes))
	}
}

func TestAllMistakesAreCollectedInOrder(t *testing.T) {
	_, found := parseText(t, "a:\n  lable: x\n  fields: {t: {type: txt}}\n  firewall: nowhere\n  access: {get: {roles: [boss]}}", Options{})
	var places []string
	for _, m := range found {
		places = append(places, fmt.Sprintf("%d:%d", m.Line, m.Column))
	}
	if got := strings.Join(places, " "); got != "2:3 3:22 4:13 5:26" {
		t.Errorf("%s\n%v", got, found)
	}
}

func TestRolesMayWriteEverybodysRowsWhereOneOrganizationIsServed(t *testing.T) {
	source := "a: {firewall: exception, fields: {t: {type: text}}, access: {create: {roles: [admin]}}}"
	if _, found := parseText(t, source, Options{FixedOrganization: true}); len(found) > 0 {
		t.Error(found)
	}
}
