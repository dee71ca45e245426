package cms_test

import (
	"net/http"
	"strings"
	"testing"

	"gatehouse/db/dbtest"
	"gatehouse/web/webtest"
)

const everything = `
things:
  label: Things
  display: name
  firewall: organization
  fields:
    name:   {type: text, required: true, list: true}
    note:   {type: textarea, max: 20}
    body:   {type: markdown}
    path:   {type: slug, from: name, unique: true}
    fee:    {type: number, decimals: 2, min: 0, list: true, mask: {type: redact, show: {roles: [admin+]}}}
    open:   {type: boolean, list: true}
    day:    {type: date, list: true}
    at:     {type: datetime, list: true}
    stage:  {type: select, options: [idea, draft, done], default: idea, list: true}
    days:   {type: multiselect, options: [mon, tue, wed]}
    words:  {type: tags, list: true}
    mail:   {type: email}
    site:   {type: url}
    next:   {type: relation, to: things}
    all:    {type: relation, to: things, many: true}
    extra:  {type: json}
    fixed:  {type: text}
  guards: {immutable: [fixed]}
  access:
    list: {roles: [member+]}
    get: {roles: [member+]}
    create: {roles: [editor+]}
    update: {roles: [editor+]}
    publish: {roles: [editor+]}
    delete: {roles: [admin+]}
`

func TestEveryTypeGoesThroughTheForm(t *testing.T) {
	s := installed(t, webtest.Options{Collections: dbtest.Collections(t, everything)})
	ada, bo := s.As(dbtest.Ada), s.As(dbtest.Bo)
	const things = "/o/acme/content/things"
	form := ada.Get(things + "/new")
	with(t, form, "idea", "Time zone: UTC")
	first := ada.Submit(form, "#entry", "name", "First", "note", "a\nb", "body", "*x*", "fee", "12.50", "open", "true", "day", "2026-04-30",
		"at", "2026-04-30T09:30", "stage", "done", "days", "tue", "words", "red, green", "mail", "a@example.com", "site", "https://example.com/",
		"extra", `{"deep": [1, 2]}`, "fixed", "for ever")
	if !strings.HasPrefix(first.Address, things+"/ent_") {
		t.Fatalf("%d %s", first.StatusCode, clip(first.Page.Find("main").Text()))
	}
	id := first.Address[strings.LastIndex(first.Address, "/")+1:]
	second := ada.Submit(ada.Get(things+"/new"), "#entry", "name", "Second", "next", id, "all", id)

	saved := webtest.Form(ada.Get(first.Address).Page.Find("#entry"))
	for name, want := range map[string]string{
		"name": "First", "note": "a\nb", "body": "*x*", "path": "first", "fee": "12.5", "open": "true", "day": "2026-04-30", "at": "2026-04-30T09:30",
		"stage": "done", "days": "tue", "words": "red, green", "mail": "a@example.com", "site": "https://example.com/",
	} {
		if saved.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, saved.Get(name), want)
		}
	}
	if saved.Has("fixed") || !strings.Contains(saved.Get("extra"), `"deep"`) {
		t.Errorf("fixed %q, extra %q", saved.Get("fixed"), saved.Get("extra"))
	}
	related := webtest.Form(ada.Get(second.Address).Page.Find("#entry"))
	if related.Get("next") != id || related.Get("all") != id {
		t.Errorf("relations are %q and %q", related.Get("next"), related.Get("all"))
	}
	// What a mask hides from an editor is neither in the form nor lost by saving.
	masked := bo.Get(first.Address)
	with(t, masked, "[REDACTED]", "for ever")
	without(t, masked, "12.5")
	bo.Submit(masked, "#entry", "name", "First again", "open", "", "days", "")
	after := webtest.Form(ada.Get(first.Address).Page.Find("#entry"))
	if after.Get("fee") != "12.5" || after.Get("name") != "First again" || after.Has("open") || after.Has("days") {
		t.Errorf("after saving: %v", after)
	}
	// All mistakes are said at once, and every value stays.
	wrong := ada.Submit(ada.Get(things+"/new"), "#entry", "name", "", "note", strings.Repeat("n", 30), "fee", "much", "day", "tomorrow", "at", "soon",
		"stage", "never", "mail", "nobody", "site", "nowhere", "extra", "{", "path", "Not A Slug")
	expect(t, wrong, http.StatusUnprocessableEntity, "")
	for _, name := range []string{"name", "note", "fee", "day", "at", "mail", "site", "extra", "path", "stage"} {
		if wrong.Page.Find(`[data-problems] a[href="#field-`+name+`"]`).Length() == 0 {
			t.Errorf("nothing is said about %s: %s", name, clip(wrong.Page.Find("#problems").Text()))
		}
	}
	with(t, wrong, "much", "tomorrow", "nobody", "nowhere", "Not A Slug")
	// And each type can be filtered by.
	for query, rows := range map[string]int{
		"stage=done": 1, "open=true": 0, "fee.gte=12": 1, "day.lte=2026-04-30": 1, "at=2026-04-30": 1, "at.gt=2026-04-30": 0,
		"words.in=red,blue": 1, "next.in=" + id: 1, "all.in=" + id: 1, "mail.like=example": 1, "extra.null=false": 1, "createdBy.in=" + dbtest.Ada: 2,
	} {
		a := ada.Get(things + "?" + query)
		expect(t, a, http.StatusOK, "")
		if got := a.Page.Find("#list tbody tr").Length(); got != rows {
			t.Errorf("%s shows %d rows, want %d", query, got, rows)
		}
	}
	for _, f := range dbtest.Collections(t, everything)[0].Fields {
		a := ada.Get(things + "?_filter=" + f.Name)
		expect(t, a, http.StatusOK, "")
		if a.Page.Find("form.filter").Length() != 1 {
			t.Errorf("no filter form for %s", f.Name)
		}
	}
	bos := bo.Get(things)
	if bos.Page.Find(`.drop a:contains("Fee")`).Length() > 0 {
		t.Error("a masked field is offered as a filter")
	}
	expect(t, bo.Get(things+"?fee.gte=1"), http.StatusBadRequest, "")
}
