package cms_test

import (
	"context"
	"encoding/csv"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/content"
	"gatehouse/db/dbtest"
	"gatehouse/db/model"
	"gatehouse/db/schema"
	"gatehouse/web/webtest"
)

// sentences are what the log shows.
func sentences(a webtest.Answer) string {
	var all []string
	for _, row := range a.Page.Find("#audit tbody tr").EachIter() {
		all = append(all, strings.Join(strings.Fields(row.Find("td.title span span").First().Text()), " "))
	}
	return strings.Join(all, "; ")
}

func TestAuditFilters(t *testing.T) {
	for name, selection := range map[string]access.Selection{"choose": access.Choose(), "pin": access.Pin(dbtest.Acme, false)} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
				s := webtest.Start(t, w, webtest.Options{Selection: selection})
				audit := "/o/acme/audit"
				if name == "pin" {
					audit = "/audit"
				}
				ctx := context.Background()
				made := func(who, where, collection, title string) content.Entry {
					t.Helper()
					e, err := s.Content.Create(ctx, s.Scope(who, where), collection, schema.Values{"title": title}, content.CreateOptions{})
					if err != nil {
						t.Fatal(err)
					}
					return e
				}
				post := made(dbtest.Ada, dbtest.Acme, "posts", "A")
				made(dbtest.Bo, dbtest.Acme, "pages", "B")
				if name == "choose" {
					made(dbtest.Cy, dbtest.Globex, "posts", "C")
				}
				if _, err := s.Content.Trash(ctx, s.Scope(dbtest.Ada, dbtest.Acme), "posts", post.ID, content.Base{}); err != nil {
					t.Fatal(err)
				}
				// Ada lives east of the date line's other side: her day is not UTC's.
				_, err := db.UpdatePlatform[model.User](w.DB).Set("time_zone = ?", "Pacific/Kiritimati").Where("id = ?", dbtest.Ada).Do(ctx)
				if err != nil {
					t.Fatal(err)
				}
				here, err := time.LoadLocation("Pacific/Kiritimati")
				if err != nil {
					t.Fatal(err)
				}
				today, yesterday := time.Now().In(here).Format(time.DateOnly), time.Now().In(here).AddDate(0, 0, -1).Format(time.DateOnly)
				ada := s.As(dbtest.Ada)
				const trashed, byBo, created = "Ada Lindqvist moved an entry to the trash", "Bo Marsh created an entry", "Ada Lindqvist created an entry"
				for query, want := range map[string]string{
					"": trashed + "; " + byBo + "; " + created, "actor=" + dbtest.Bo: byBo, "type=entry.created": byBo + "; " + created,
					"type=entry": trashed + "; " + byBo + "; " + created, "collection=pages": byBo, "id=" + post.ID + "&type=entry.trashed": trashed,
					"from=" + today: trashed + "; " + byBo + "; " + created, "to=" + yesterday: "", "actor=" + dbtest.Cy: "", "id=ent_nosuch": "",
					"type=member.joined": "", "actor=&type=&from=": trashed + "; " + byBo + "; " + created,
				} {
					a := ada.Get(audit + "?" + query)
					if got := sentences(a); a.StatusCode != http.StatusOK || got != want {
						t.Errorf("?%s: %d %q, want %q", query, a.StatusCode, got, want)
					}
					without(t, a, "Cy Okafor")
				}
				for _, query := range []string{
					"type=entry.nosuch", "type=Entry", "collection=nosuch", "collection=Posts", "from=2026-13-01", "from=yesterday", "to=2026-1-1",
					"actor=a%20b", "actor=%27", "id=" + strings.Repeat("x", 65), "Actor=x", "who=x", "type=entry&type=entry", "before=0", "before=1&after=1",
				} {
					if a := ada.Get(audit + "?" + query); a.StatusCode != http.StatusBadRequest {
						t.Errorf("?%s: %d", query, a.StatusCode)
					}
				}
				with(t, ada.Get(audit+"?type=entry.nosuch"), "entry.created")

				// The form is an ordinary one, remembers what is set and narrows further.
				page := ada.Get(audit + "?collection=posts")
				narrowed := ada.Submit(page, "form[method=get]", "type", "entry.created")
				if got := sentences(narrowed); got != created || !strings.Contains(narrowed.Address, "collection=posts") {
					t.Errorf("%s shows %q", narrowed.Address, got)
				}
				if to, _ := narrowed.Page.Find(".chip a").First().Attr("href"); to == "" || strings.Count(to, "=") != 1 {
					t.Errorf("a chip leads to %q", to)
				}
			})
		})
	}
}

func TestAuditPagesKeepTheirFilters(t *testing.T) {
	s := webtest.Start(t, dbtest.OpenSQLite(t), webtest.Options{})
	for i := range 120 {
		who := []string{dbtest.Ada, dbtest.Bo}[i%2]
		if _, err := s.Content.Create(context.Background(), s.Scope(who, dbtest.Acme), "tags", schema.Values{"name": strings.Repeat("a", i%60+1) + who[len(who)-2:] + string(rune('a'+i/60))}, content.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	ada := s.As(dbtest.Ada)
	page := ada.Get("/o/acme/audit?actor=" + dbtest.Bo)
	seen := page.Page.Find("#audit tbody tr").Length()
	older, _ := page.Page.Find("a[rel=next]").Attr("href")
	if !strings.Contains(older, "actor="+dbtest.Bo) {
		t.Fatalf("older is at %q", older)
	}
	page = ada.Get(older)
	seen += page.Page.Find("#audit tbody tr").Length()
	if without(t, page, "Ada Lindqvist created"); seen != 60 {
		t.Errorf("%d of 60 seen", seen)
	}
}

func TestAuditExport(t *testing.T) {
	s := webtest.Start(t, dbtest.OpenSQLite(t), webtest.Options{})
	ctx := context.Background()
	fresh := func() {
		t.Helper()
		if _, err := db.UpdatePlatform[model.Session](s.DB).Set("signed_in_at = ?", s.DB.Now()).Where("user_id IN (?)", db.List([]string{dbtest.Ada, dbtest.Bo})).Do(ctx); err != nil {
			t.Fatal(err)
		}
	}
	ada, bo := s.As(dbtest.Ada), s.As(dbtest.Bo)
	// Whoever signed in long ago proves first who they are.
	expect(t, ada.Post("/o/acme/audit/export"), http.StatusForbidden, "")
	fresh()
	if _, _, err := s.Auth.CreateKey(ctx, s.Scope(dbtest.Ada, dbtest.Acme), auth.KeyInput{Name: `=HYPERLINK("evil"), "quoted"`, Role: "editor"}); err != nil {
		t.Fatal(err)
	}
	if _, err := db.UpdatePlatform[model.User](s.DB).Set("name = ?", "=2+5 Bo").Where("id = ?", dbtest.Bo).Do(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Content.Create(ctx, s.Scope(dbtest.Bo, dbtest.Acme), "posts", schema.Values{"title": "A secret title", "content": "text"}, content.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Content.Create(ctx, s.Scope(dbtest.Cy, dbtest.Globex), "posts", schema.Values{"title": "Elsewhere"}, content.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	expect(t, bo.Post("/o/acme/audit/export"), http.StatusForbidden, "")
	expect(t, s.As(dbtest.Cy).Post("/o/acme/audit/export"), http.StatusNotFound, "")
	expect(t, ada.Post("/o/acme/audit/export", "type", "nosuch"), http.StatusBadRequest, "")

	a := ada.Post("/o/acme/audit/export")
	if name := a.Header.Get("Content-Disposition"); a.StatusCode != http.StatusOK || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/csv") ||
		!regexp.MustCompile(`^attachment; filename="acme-audit-\d{4}-\d\d-\d\d\.csv"$`).MatchString(name) {
		t.Fatalf("%d, %s, %s", a.StatusCode, a.Header.Get("Content-Type"), name)
	}
	rows := table(t, a.Body)
	if len(rows) != 2 || rows[0]["type"] != "entry.created" || rows[1]["type"] != "key.created" {
		t.Fatalf("%v", rows)
	}
	if r := rows[0]; r["actorName"] != "'=2+5 Bo" || r["actorId"] != dbtest.Bo || r["collection"] != "posts" || r["revision"] != "1" ||
		!strings.Contains(r["fields"], "title") || len(r["hash"]) != 64 {
		t.Errorf("%v", r)
	}
	if at, err := time.Parse(time.RFC3339, rows[0]["at"]); err != nil || !strings.HasSuffix(rows[0]["at"], "Z") || time.Since(at) > time.Hour {
		t.Errorf("at %q, %v", rows[0]["at"], err)
	}
	if !strings.Contains(rows[1]["details"], `"name":"=HYPERLINK(\"evil\"), \"quoted\""`) {
		t.Errorf("details %s", rows[1]["details"])
	}
	without(t, a, "secret title", "Elsewhere", dbtest.Cy)

	// The form of the page sends what is set, and the log holds who took what.
	page := ada.Get("/o/acme/audit?" + url.Values{"collection": {"posts"}}.Encode())
	if rows = table(t, ada.Submit(page, "form[action$=export]").Body); len(rows) != 1 || rows[0]["collection"] != "posts" {
		t.Errorf("%v", rows)
	}
	with(t, ada.Get("/o/acme/audit?type=audit.exported"), "downloaded the audit log")
}

// table reads a CSV with its header.
func table(t *testing.T, body string) (rows []map[string]string) {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\ufeff"))).ReadAll()
	if err != nil || len(all) == 0 {
		t.Fatalf("%v in %s", err, body)
	}
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = cells[i]
		}
		rows = append(rows, row)
	}
	return rows
}
