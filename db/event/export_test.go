package event_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/dbtest"
	"gatehouse/db/event"
	"gatehouse/db/fault"
)

func record(t *testing.T, w *dbtest.World, scope access.Scope, changes ...event.Change) {
	t.Helper()
	err := w.DB.InTx(context.Background(), func(ctx context.Context, tx *db.DB) error {
		return event.Record(ctx, tx, scope.Actor(), event.OwnLog(scope), changes...)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func numbers(list []event.Happened) string {
	var all []string
	for _, e := range list {
		all = append(all, fmt.Sprint(e.Number))
	}
	return strings.Join(all, " ")
}

func TestFilters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		ctx, store := context.Background(), event.New(w.DB)
		ada, bo := w.Scope(dbtest.Ada, dbtest.Acme), w.Scope(dbtest.Bo, dbtest.Acme)
		record(t, w, ada,
			event.Change{Type: "entry.created", Subject: "entry", SubjectID: "ent_1", Collection: "posts"},
			event.Change{Type: "entry.updated", Subject: "entry", SubjectID: "ent_2", Collection: "pages"})
		record(t, w, bo, event.Change{Type: "entry.updated", Subject: "entry", SubjectID: "ent_1", Collection: "posts"})
		record(t, w, ada, event.Change{Type: "member.joined", Subject: "member", SubjectID: "mem_1"})
		record(t, w, w.Scope(dbtest.Cy, dbtest.Globex), event.Change{Type: "entry.updated", Subject: "entry", SubjectID: "ent_1", Collection: "posts"})
		all, _, _, err := store.List(ctx, ada, event.Page{Limit: 9})
		if err != nil || len(all) != 4 {
			t.Fatal(all, err)
		}
		first, last := all[3].At, all[0].At
		for want, f := range map[string]event.Filter{
			"4 3 2 1": {From: first, Until: last + 1}, "4 2 1": {ActorID: dbtest.Ada}, "3 2": {Type: "entry.updated"}, "3 2 1": {Type: "entry"},
			"4": {Type: "member"}, "3 1": {Collection: "posts"}, "3": {SubjectID: "ent_1", Type: "entry.updated"}, "2": {ActorID: dbtest.Ada, Type: "entry.updated"},
			"": {ActorID: dbtest.Cy}, // who did something elsewhere
		} {
			list, newer, older, err := store.List(ctx, ada, event.Page{Filter: f, Limit: 9})
			if err != nil || numbers(list) != want || newer || older {
				t.Errorf("%+v: %s, %v %v, %v; want %s", f, numbers(list), newer, older, err, want)
			}
		}
		for _, f := range []event.Filter{{SubjectID: "ent_9"}, {From: last + 1}, {Until: first}} {
			if list, _, _, err := store.List(ctx, ada, event.Page{Filter: f, Limit: 9}); err != nil || len(list) != 0 {
				t.Errorf("%+v: %s, %v", f, numbers(list), err)
			}
		}
		list, newer, older, err := store.List(ctx, ada, event.Page{Filter: event.Filter{ActorID: dbtest.Ada}, Limit: 1, Before: 4})
		if err != nil || numbers(list) != "2" || !newer || !older {
			t.Errorf("a page in the middle: %s, %v %v, %v", numbers(list), newer, older, err)
		}
	})
}

// An export holds all that fits and was there before, and is written down itself.
func TestExport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		ctx, store := context.Background(), event.New(w.DB)
		ada := w.Scope(dbtest.Ada, dbtest.Acme)
		const n = 1100 // more than two parts
		for range 11 {
			record(t, w, ada, slices.Repeat([]event.Change{{Type: "entry.updated", Subject: "entry", SubjectID: "ent_1", Collection: "posts"}}, n/11)...)
		}
		parts, err := store.Export(ctx, ada, event.Filter{Type: "entry", ActorID: dbtest.Ada})
		if err != nil {
			t.Fatal(err)
		}
		next := int64(n)
		for list, err := range parts {
			if err != nil {
				t.Fatal(err)
			}
			if next == n { // what happens meanwhile is not in it
				record(t, w, ada, event.Change{Type: "entry.updated", Subject: "entry", SubjectID: "ent_1", Collection: "posts"})
			}
			for _, e := range list {
				if e.Number != next || e.Hash == "" {
					t.Fatalf("%+v, want number %d", e, next)
				}
				next--
			}
		}
		if next != 0 {
			t.Errorf("%d are missing", next)
		}
		list, _, _, err := store.List(ctx, ada, event.Page{Filter: event.Filter{Type: "audit.exported"}, Limit: 9})
		if err != nil || len(list) != 1 || list[0].Details["actor"] != dbtest.Ada || list[0].Details["type"] != "entry" {
			t.Errorf("the log holds %+v, %v", list, err)
		}
		if _, err := store.Export(ctx, w.Scope(dbtest.Bo, dbtest.Acme), event.Filter{}); !fault.Has(err, fault.CodeRoleRequired) {
			t.Errorf("an editor exports: %v", err)
		}
	})
}

// Whatever is recorded anywhere can be filtered by.
func TestTopicsAreComplete(t *testing.T) {
	known := []string{"entry"} // its types follow from the definitions
	var types []string
	for _, topic := range event.Topics() {
		known, types = append(known, topic.Subject), append(types, topic.Types...)
	}
	subject, literal := regexp.MustCompile(`Subject:\s*"(\w+)"`), regexp.MustCompile(`"((?:`+strings.Join(known, "|")+`|entries)\.[a-z_]+)"`)
	found := 0
	err := filepath.WalkDir("..", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "/schema/") {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range subject.FindAllStringSubmatch(string(source), -1) {
			if found++; !slices.Contains(known, m[1]) {
				t.Errorf("%s records of a %q, which is no topic", path, m[1])
			}
		}
		for _, m := range literal.FindAllStringSubmatch(string(source), -1) {
			if strings.HasPrefix(m[1], "entry.") || slices.Contains(types, m[1]) {
				continue
			}
			t.Errorf("%s records %q, which is no type of a topic", path, m[1])
		}
		return nil
	})
	if err != nil || found < 10 {
		t.Errorf("%d subjects found, %v", found, err)
	}
}
