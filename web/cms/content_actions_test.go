package cms_test

import (
	"net/http"
	"strings"
	"testing"

	yaml "github.com/goccy/go-yaml/parser"

	"gatehouse/db/access"
	"gatehouse/db/dbtest"
	"gatehouse/db/schema"
	"gatehouse/web/webtest"
)

const acting = `
tasks:
  display: title
  firewall: organization
  fields:
    title: {type: text, required: true}
    stage: {type: select, options: [idea, done], default: idea}
    word:  {type: textarea, max: 20}
  access:
    list:   {roles: [member+]}
    get:    {roles: [member+]}
    create: {roles: [member+]}
    update: {or: [{roles: [admin+]}, {roles: [member, editor], record: {createdBy: {equals: $ctx.userId}}}]}
    delete: {roles: [owner]}
  guards: {protected: {stage: [advance]}}
  actions:
    advance:
      label: Call it done
      access: {roles: [editor+]}
      input: {note: {type: text, required: true}, mood: {type: select, options: [glad, sad], required: true, default: glad}}
      set: {word: $input.note}
      transition: {field: stage, from: [idea], to: done}
      confirm: This cannot be taken back.
      destructive: true
    crown: {access: {roles: [owner]}}
    sweep: {label: Sweep up, access: {roles: [editor+]}, standalone: true}
`

func TestActionsInTheEditor(t *testing.T) {
	file, err := yaml.ParseBytes([]byte(acting), 0)
	if err != nil {
		t.Fatal(err)
	}
	collections, mistakes := schema.Parse(file.Docs[0].Body, access.NewHierarchy(access.DefaultHierarchy()), schema.Options{})
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	s := installed(t, webtest.Options{Collections: collections})
	bo, ada := s.As(dbtest.Bo), s.As(dbtest.Ada)
	if a := ada.Get("/o/acme/content/tasks/new"); a.StatusCode != 200 {
		t.Fatal(a.StatusCode, a.Page.Text())
	}
	a := ada.Submit(ada.Get("/o/acme/content/tasks/new"), "#entry", "title", "Ship it")
	entry, _, _ := strings.Cut(a.Address, "?")
	advance := entry + "/actions/advance"

	editor := bo.Get(entry)
	with(t, editor, "Call it done", advance, "Crown — Why?", entry+"/why?action=crown", entry+"/why?action=update", "Duplicate")
	with(t, ada.Get(entry), entry+"/actions/crown")

	ask := bo.Get(advance)
	with(t, ask, "Call it done “Ship it”?", "This cannot be taken back.", `name="note"`)
	refused := bo.Submit(ask, "#action form", "note", "")
	expect(t, refused, http.StatusUnprocessableEntity, "")
	with(t, refused, "Not done yet", `href="#field-asked-note"`)
	refused = bo.Submit(ask, "#action form", "note", strings.Repeat("long ", 9))
	with(t, refused, "Not done yet", "long long")
	expect(t, bo.Still().Submit(ask, "#action form", "note", "Well done"), http.StatusSeeOther, entry)
	with(t, bo.Get(entry), "“Call it done” is done.", "Well done", "Call it done — Why?")

	again := bo.Still().Post(advance, "note", "x")
	expect(t, again, http.StatusConflict, "")
	with(t, again, entry+"/why?action=advance")
	with(t, bo.Get(entry+"/why?action=advance"), "Not possible to do “Call it done” with this task now: Stage is Done, and this starts from Idea.")
	with(t, bo.Get(entry+"/why?action=crown"), "it takes the role owner, and the role here is editor.", "An admin of the organization can give another role.")
	with(t, bo.Get(entry+"/why?action=update"), "Not allowed to change this task: the role editor may only where Created by is the person asking.", "Members with the role admin or owner are not bound by that.")
	with(t, ada.Get(entry+"/why?action=update"), "Allowed to change this task with the role owner.")
	with(t, bo.Get(entry+"/why?action=publish"), "Nobody is allowed to publish this task: there is no rule for it.")
	expect(t, bo.Get("/o/acme/content/tasks/ent_none/why?action=update"), http.StatusNotFound, "")
	expect(t, bo.Get(entry+"/why?action=fly"), http.StatusNotFound, "")
	trash := bo.Get(entry + "/trash")
	expect(t, trash, http.StatusForbidden, "")
	with(t, trash, entry+"/why?action=delete")

	with(t, bo.Get(entry+"/actions/duplicate"), "Duplicate “Ship it”?")
	twin := bo.Still().Post(entry + "/actions/duplicate")
	if to := twin.Header.Get("Location"); twin.StatusCode != http.StatusSeeOther || to == entry {
		t.Errorf("the duplicate is at %d %s", twin.StatusCode, to)
	}
	with(t, bo.Get("/o/acme/content/tasks/actions/sweep"), "Sweep up?")
	expect(t, bo.Still().Post("/o/acme/content/tasks/actions/sweep"), http.StatusSeeOther, "/o/acme/content/tasks")
	with(t, ada.Get("/o/acme/audit"), "advance")
}
