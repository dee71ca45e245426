package content_test

import (
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/dbtest"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

func TestDraftAndPublished(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		e := h.made(h.bo, "posts", schema.Values{"title": "Hello"})
		if e.Status != model.Draft || e.Revision != 1 || e.Value("slug") != "hello" || e.Changed() || !e.Draft || e.CreatedBy != dbtest.Bo {
			t.Errorf("created %+v", e)
		}
		if _, err := h.Get(ctx, h.visitor, "posts", e.ID); !fault.Has(err, fault.CodeFirewallNotFound) {
			t.Errorf("a visitor reads a draft: %v", err)
		}
		published, err := h.Publish(ctx, h.bo, "posts", e.ID, content.PublishOptions{})
		if err != nil || !published.Changed || published.Entry.Revision != 2 || published.Entry.LiveRevision != 2 || published.Entry.Changed() {
			t.Fatalf("published %+v, %v", published, err)
		}
		again, err := h.Publish(ctx, h.bo, "posts", e.ID, content.PublishOptions{})
		if err != nil || again.Changed {
			t.Errorf("published twice: %+v, %v", again, err)
		}
		changed, err := h.Update(ctx, h.bo, "posts", e.ID, schema.Values{"title": "Secret"}, content.UpdateOptions{})
		if err != nil || !changed.Changed || !changed.Entry.Changed() || changed.Entry.Revision != 3 {
			t.Fatalf("changed %+v, %v", changed, err)
		}
		seen, err := h.Get(ctx, h.visitor, "posts", e.ID)
		if err != nil {
			t.Fatal(err)
		}
		if seen.Value("title") != "Hello" || seen.Revision != 2 || seen.UpdatedAt != seen.PublishedAt || seen.UpdatedBy != "" || seen.Draft || seen.May != (content.May{}) {
			t.Errorf("a visitor sees %+v", seen)
		}
		for _, q := range []content.Query{
			{Search: "secret"}, {Filters: []content.Filter{{Field: "title", Operator: content.Eq, Values: []string{"Secret"}}}},
			{Status: content.ChangedStatus}, {Status: content.DraftStatus}, {Status: content.TrashStatus},
		} {
			if got := h.titles(h.visitor, "posts", q); len(got) != 0 {
				t.Errorf("a visitor finds %v with %+v", got, q)
			}
		}
		if got := h.titles(h.visitor, "posts", content.Query{Search: "HELLO"}); !reflect.DeepEqual(got, []string{"Hello"}) {
			t.Errorf("a visitor finds %v", got)
		}
		if got := h.titles(h.bo, "posts", content.Query{Search: "secret", Status: content.ChangedStatus}); !reflect.DeepEqual(got, []string{"Secret"}) {
			t.Errorf("an editor finds %v", got)
		}
		same, err := h.Update(ctx, h.bo, "posts", e.ID, schema.Values{"title": "Secret"}, content.UpdateOptions{})
		if err != nil || same.Changed || same.Entry.Revision != 3 {
			t.Errorf("the same values wrote %+v, %v", same, err)
		}
		if _, err := h.Unpublish(ctx, h.bo, "posts", e.ID, content.Base{}); err != nil {
			t.Fatal(err)
		}
		if got := h.titles(h.visitor, "posts", content.Query{}); len(got) != 0 {
			t.Errorf("a visitor sees what was unpublished: %v", got)
		}
		checked, broken, err := event.Verify(ctx, h.DB, h.ada)
		if err != nil || checked != 4 || len(broken) != 0 {
			t.Errorf("%d events, broken %v, %v", checked, broken, err)
		}
	})
}

func TestWhoMayWrite(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		e := h.made(h.bo, "posts", schema.Values{"title": "Hello"})
		values := schema.Values{"title": "Taken over"}
		for name, scope := range map[string]access.Scope{"visitor": h.visitor, "neighbour": h.cy, "same person elsewhere": h.adaInGlobex} {
			want := fault.CodeFirewallNotFound
			if name == "visitor" {
				want = fault.CodeUnauthenticated
			}
			_, err := h.Update(ctx, scope, "posts", e.ID, values, content.UpdateOptions{})
			mustFail(t, name+" updates", err, want)
			_, err = h.Publish(ctx, scope, "posts", e.ID, content.PublishOptions{})
			mustFail(t, name+" publishes", err, want)
			if name != "same person elsewhere" {
				_, err = h.Trash(ctx, scope, "posts", e.ID, content.Base{})
				mustFail(t, name+" trashes", err, want)
			}
			_, err = h.Get(ctx, scope, "posts", e.ID)
			mustFail(t, name+" reads", err, fault.CodeFirewallNotFound)
		}
		_, err := h.Trash(ctx, h.bo, "posts", e.ID, content.Base{})
		mustFail(t, "an editor trashes", err, fault.CodeRoleRequired)
		_, err = h.Get(ctx, h.ada, "nothing", e.ID)
		mustFail(t, "unknown collection", err, fault.CodeNotFound)
		_, err = h.Get(ctx, h.ada, "pages", e.ID)
		mustFail(t, "other collection", err, fault.CodeFirewallNotFound)

		note := h.made(h.bo, "notes", schema.Values{"title": "Mine"})
		other := h.made(h.ada, "notes", schema.Values{"title": "Hers", "stage": "closed"})
		if got := h.titles(h.bo, "notes", content.Query{}); !reflect.DeepEqual(got, []string{"Mine"}) {
			t.Errorf("Bo lists %v", got)
		}
		if got := h.titles(h.ada, "notes", content.Query{}); len(got) != 2 {
			t.Errorf("Ada lists %v", got)
		}
		_, err = h.Get(ctx, h.bo, "notes", other.ID)
		mustFail(t, "Bo reads hers", err, fault.CodeConditionFailed)
		_, err = h.Update(ctx, h.bo, "notes", other.ID, values, content.UpdateOptions{})
		mustFail(t, "Bo closes a closed one", err, fault.CodeConditionFailed)
		mine, err := h.Get(ctx, h.bo, "notes", note.ID)
		if err != nil || !mine.May.Update || mine.May.Publish || mine.May.Delete {
			t.Errorf("Bo may %+v, %v", mine.May, err)
		}
		if may := h.May(h.bo, "notes"); !may.Create || may.Publish || !may.List || !may.Preview {
			t.Errorf("Bo may %+v", may)
		}
		if may := h.May(h.visitor, "posts"); !may.List || may.Create || may.Preview {
			t.Errorf("a visitor may %+v", may)
		}
		owned := h.made(h.bo, "mine", schema.Values{"title": "Private"})
		if owned.OwnerID != dbtest.Bo {
			t.Errorf("owned by %q", owned.OwnerID)
		}
		_, err = h.Get(ctx, h.ada, "mine", owned.ID)
		mustFail(t, "the owner of Acme reads what is Bo's own", err, fault.CodeFirewallNotFound)
		_, err = h.Publish(ctx, h.bo, "mine", owned.ID, content.PublishOptions{})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestProblemsOfNewEntries(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		create := func(collection string, values schema.Values) error {
			_, err := h.Create(ctx, h.bo, collection, values, content.CreateOptions{})
			return err
		}
		problem(t, "no title", create("posts", nil), "title", fault.ProblemRequired)
		first := h.made(h.bo, "posts", schema.Values{"title": "Hello"})
		second := h.made(h.bo, "posts", schema.Values{"title": "Hello"})
		third := h.made(h.bo, "posts", schema.Values{"title": "Hello!"})
		elsewhere := h.made(h.cy, "posts", schema.Values{"title": "Hello"})
		for want, e := range map[string]content.Entry{"hello": first, "hello-2": second, "hello-3": third} {
			if e.Value("slug") != want {
				t.Errorf("slug %v, want %s", e.Value("slug"), want)
			}
		}
		if elsewhere.Value("slug") != "hello" {
			t.Errorf("Globex got %v", elsewhere.Value("slug"))
		}
		if e := h.made(h.bo, "posts", schema.Values{"title": "你好"}); e.Value("slug") != "post" {
			t.Errorf("slug of a title without letters: %v", e.Value("slug"))
		}
		problem(t, "given slug", create("posts", schema.Values{"title": "Other", "slug": "hello"}), "slug", fault.ProblemTaken)
		_, err := h.Update(ctx, h.bo, "posts", third.ID, schema.Values{"slug": "hello-2"}, content.UpdateOptions{})
		problem(t, "changed slug", err, "slug", fault.ProblemTaken)
		problem(t, "unknown author", create("posts", schema.Values{"title": "x", "author": model.NewID(model.EntryID)}), "author", fault.ProblemMissing)
		foreign := h.made(h.cy, "authors", schema.Values{"name": "Cy"})
		problem(t, "author of Globex", create("posts", schema.Values{"title": "x", "author": foreign.ID}), "author", fault.ProblemMissing)
		problem(t, "post as author", create("posts", schema.Values{"title": "x", "author": first.ID}), "author", fault.ProblemMissing)
		author := h.made(h.bo, "authors", schema.Values{"name": "Bo"})
		h.made(h.bo, "posts", schema.Values{"title": "x", "author": author.ID})

		e := h.made(h.bo, "products", schema.Values{"name": "A", "code": "1"})
		_, err = h.Update(ctx, h.bo, "products", e.ID, schema.Values{"code": "2"}, content.UpdateOptions{})
		mustFail(t, "immutable", err, fault.CodeImmutable)
		if _, err = h.Update(ctx, h.bo, "products", e.ID, schema.Values{"code": "1", "name": "B"}, content.UpdateOptions{}); err != nil {
			t.Errorf("the same immutable value: %v", err)
		}
	})
}

func TestInstallationWideTargets(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		country := h.published(h.ada, "countries", schema.Values{"name": "Norway"})
		if country.OrganizationID != model.Installation {
			t.Errorf("owned by %q", country.OrganizationID)
		}
		_, err := h.Create(ctx, h.cy, "countries", schema.Values{"name": "Sealand"}, content.CreateOptions{})
		mustFail(t, "an organization's owner writes for everybody", err, fault.CodeRoleRequired)
		place := h.made(h.cy, "places", schema.Values{"name": "Oslo", "country": country.ID})
		labels, err := h.Related(ctx, h.cy, "places", []content.Entry{place}, nil)
		if err != nil || labels[country.ID].Label != "Norway" {
			t.Errorf("labels %v, %v", labels, err)
		}
		_, err = h.Create(ctx, h.cy, "places", schema.Values{"name": "x", "country": model.NewID("ent")}, content.CreateOptions{})
		problem(t, "no such country", err, "country", fault.ProblemMissing)
		_, err = h.Create(ctx, h.ada, "countries", schema.Values{"name": "Norway"}, content.CreateOptions{})
		problem(t, "twice", err, "name", fault.ProblemTaken)
	})
}

func TestTwoPeopleChangeOneEntry(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		e := h.made(h.bo, "posts", schema.Values{"title": "One", "summary": "First"})
		update := func(scope access.Scope, base content.Base, values schema.Values) (content.Result, error) {
			return h.Update(ctx, scope, "posts", e.ID, values, content.UpdateOptions{Base: base})
		}
		if _, err := update(h.ada, content.MergeFrom(1), schema.Values{"title": "Two", "summary": "First"}); err != nil {
			t.Fatal(err)
		}
		merged, err := update(h.bo, content.MergeFrom(1), schema.Values{"title": "One", "summary": "Second"})
		if err != nil || merged.Entry.Value("title") != "Two" || merged.Entry.Value("summary") != "Second" || !slices.Equal(merged.Merged, []string{"title"}) {
			t.Fatalf("merged %s %v, %v", merged.Entry.Raw, merged.Merged, err)
		}
		_, err = update(h.bo, content.MergeFrom(1), schema.Values{"title": "Mine", "content": "Text"})
		mustFail(t, "overlap", err, fault.CodeConflict)
		f := fault.As(err)
		view, ok := f.Details.(content.ConflictView)
		if !ok || !slices.Equal(view.Fields, []string{"title"}) || view.Base["title"] != "One" || view.Theirs["title"] != "Two" ||
			view.Mine["title"] != "Mine" || view.Entry.Revision != 3 || view.By != dbtest.Bo || view.Merged["content"] != "Text" {
			t.Errorf("conflict %+v", f.Details)
		}
		now, err := h.Get(ctx, h.bo, "posts", e.ID)
		if err != nil || now.Revision != 3 || now.Value("content") != nil {
			t.Errorf("after a conflict: %s, %v", now.Raw, err)
		}
		_, err = update(h.bo, content.IfMatch(2), schema.Values{"title": "x"})
		mustFail(t, "If-Match", err, fault.CodeStale)
		if shown, ok := fault.As(err).Details.(content.Entry); !ok || shown.Revision != 3 {
			t.Errorf("shows %+v", shown)
		}
		_, err = update(h.bo, content.IfRevision(2), schema.Values{"title": "x"})
		mustFail(t, "revision", err, fault.CodeConflict)
		if _, err = update(h.bo, content.IfMatch(3), schema.Values{"title": "x"}); err != nil {
			t.Error(err)
		}
		_, err = h.Publish(ctx, h.bo, "posts", e.ID, content.PublishOptions{Base: content.MergeFrom(3)})
		mustFail(t, "publishing what was not seen", err, fault.CodeConflict)
	})
}

func TestRaces(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		e := h.made(h.bo, "posts", schema.Values{"title": "Start"})
		var wg sync.WaitGroup
		var mu sync.Mutex
		saved, refused := 0, 0
		slugs := map[any]int{}
		for i := range 8 {
			wg.Go(func() {
				_, err := h.Update(ctx, h.bo, "posts", e.ID, schema.Values{"title": fmt.Sprint(i)}, content.UpdateOptions{Base: content.MergeFrom(1)})
				made, errMade := h.Create(ctx, h.bo, "posts", schema.Values{"title": "Same"}, content.CreateOptions{})
				_, errGiven := h.Create(ctx, h.bo, "posts", schema.Values{"title": "Given", "slug": "given"}, content.CreateOptions{})
				_, errOne := h.UpdateSingleton(ctx, h.bo, "banner", schema.Values{"size": float64(i)}, content.UpdateOptions{})
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					saved++
				case fault.Has(err, fault.CodeConflict):
					refused++
				default:
					t.Errorf("update: %v", err)
				}
				if errMade != nil {
					t.Errorf("create: %v", errMade)
				} else {
					slugs[made.Value("slug")]++
				}
				if errGiven == nil {
					slugs["given"]++
				} else {
					problem(t, "given slug", errGiven, "slug", fault.ProblemTaken)
				}
				if errOne != nil {
					t.Errorf("singleton: %v", errOne)
				}
			})
		}
		wg.Wait()
		if saved != 1 || refused != 7 {
			t.Errorf("%d saved, %d refused", saved, refused)
		}
		if len(slugs) != 9 || slugs["given"] != 1 {
			t.Errorf("slugs %v", slugs)
		}
		n, err := db.Select[model.Entry](h.DB, h.ada.Within(access.OrganizationWide())).Where("collection = 'banner'").Count(ctx, 10)
		if err != nil || n != 1 {
			t.Errorf("%d banners, %v", n, err)
		}
	})
}

func TestTrash(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		e := h.published(h.bo, "posts", schema.Values{"title": "Hello"})
		if err := h.DeletePermanently(ctx, h.ada, "posts", e.ID, content.Base{}); !fault.Has(err, fault.CodeWrongState) {
			t.Errorf("deleted outside the trash: %v", err)
		}
		if _, err := h.Trash(ctx, h.ada, "posts", e.ID, content.Base{}); err != nil {
			t.Fatal(err)
		}
		_, err := h.Get(ctx, h.ada, "posts", e.ID)
		mustFail(t, "get", err, fault.CodeFirewallNotFound)
		_, err = h.Update(ctx, h.ada, "posts", e.ID, schema.Values{"title": "x"}, content.UpdateOptions{})
		mustFail(t, "update", err, fault.CodeFirewallNotFound)
		_, err = h.Find(ctx, h.visitor, "posts", e.ID)
		mustFail(t, "a visitor", err, fault.CodeFirewallNotFound)
		found, err := h.Find(ctx, h.ada, "posts", e.ID)
		if err != nil || !found.Archived() || found.May != (content.May{Restore: true}) {
			t.Errorf("found %+v, %v", found.May, err)
		}
		if got := h.titles(h.bo, "posts", content.Query{Status: content.TrashStatus}); len(got) != 1 {
			t.Errorf("trash %v", got)
		}
		if got := h.titles(h.ada, "posts", content.Query{}); len(got) != 0 {
			t.Errorf("list %v", got)
		}
		other := h.made(h.bo, "posts", schema.Values{"title": "Hello"})
		_, err = h.Untrash(ctx, h.ada, "posts", e.ID, content.Base{})
		problem(t, "slug taken meanwhile", err, "slug", fault.ProblemTaken)
		if _, err := h.Update(ctx, h.bo, "posts", other.ID, schema.Values{"slug": "moved"}, content.UpdateOptions{}); err != nil {
			t.Fatal(err)
		}
		back, err := h.Untrash(ctx, h.ada, "posts", e.ID, content.Base{})
		if err != nil || back.Entry.Archived() || !back.Entry.Live() {
			t.Errorf("back %+v, %v", back.Entry, err)
		}

		author := h.made(h.bo, "authors", schema.Values{"name": "Bo"})
		if _, err := h.Update(ctx, h.bo, "posts", e.ID, schema.Values{"author": author.ID}, content.UpdateOptions{}); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Trash(ctx, h.ada, "authors", author.ID, content.Base{}); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Update(ctx, h.bo, "posts", e.ID, schema.Values{"title": "Still"}, content.UpdateOptions{}); err != nil {
			t.Errorf("an author in the trash keeps the post from being saved: %v", err)
		}
		mustFail(t, "still pointed to", h.DeletePermanently(ctx, h.ada, "authors", author.ID, content.Base{}), fault.CodeInUse)
		if _, err := h.Trash(ctx, h.ada, "posts", e.ID, content.Base{}); err != nil {
			t.Fatal(err)
		}
		for collection, id := range map[string]string{"posts": e.ID} {
			if err := h.DeletePermanently(ctx, h.ada, collection, id, content.Base{}); err != nil {
				t.Errorf("delete: %v", err)
			}
		}
		if err := h.DeletePermanently(ctx, h.ada, "authors", author.ID, content.Base{}); err != nil {
			t.Errorf("delete the author: %v", err)
		}
		_, err = h.Find(ctx, h.ada, "posts", e.ID)
		mustFail(t, "after deletion", err, fault.CodeFirewallNotFound)
	})
}

func TestSingleton(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		before, err := h.GetSingleton(ctx, h.visitor, "banner")
		if err != nil || before.ID != "" || before.Value("text") != "Welcome" {
			t.Fatalf("before %+v, %v", before, err)
		}
		_, err = h.UpdateSingleton(ctx, h.visitor, "banner", schema.Values{"text": "x"}, content.UpdateOptions{})
		mustFail(t, "a visitor", err, fault.CodeUnauthenticated)
		if _, err := h.UpdateSingleton(ctx, h.bo, "banner", schema.Values{"text": "Hi"}, content.UpdateOptions{}); err != nil {
			t.Fatal(err)
		}
		second, err := h.UpdateSingleton(ctx, h.bo, "banner", schema.Values{"size": 3.0}, content.UpdateOptions{})
		if err != nil || second.Entry.Value("text") != "Hi" {
			t.Fatalf("second %s, %v", second.Entry.Raw, err)
		}
		seen, err := h.GetSingleton(ctx, h.visitor, "banner")
		if err != nil || seen.Value("text") != "Hi" || seen.Value("size") != 3.0 {
			t.Errorf("a visitor sees %s, %v", seen.Raw, err)
		}
		other, err := h.GetSingleton(ctx, h.cy, "banner")
		if err != nil || other.ID != "" {
			t.Errorf("Globex has %+v, %v", other, err)
		}
		draft, err := h.UpdateSingleton(ctx, h.ada, "site-settings", schema.Values{"title": "Acme"}, content.UpdateOptions{})
		if err != nil || draft.Entry.Live() {
			t.Errorf("settings %+v, %v", draft.Entry, err)
		}
		unseen, err := h.GetSingleton(ctx, h.visitor, "site-settings")
		if err != nil || unseen.Value("title") != nil {
			t.Errorf("a visitor sees %s, %v", unseen.Raw, err)
		}
	})
}

func TestRevisions(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		e := h.published(h.bo, "products", schema.Values{"name": "One", "cost": 5.0, "code": "a"})
		for i := range 5 {
			if _, err := h.Update(ctx, h.bo, "products", e.ID, schema.Values{"price": float64(i)}, content.UpdateOptions{}); err != nil {
				t.Fatal(err)
			}
		}
		list, err := h.Revisions(ctx, h.bo, "products", e.ID)
		if err != nil || len(list) != 4 || !list[3].Live || list[3].Number != 1 || !list[0].Current || list[0].Action != "updated" || !slices.Equal(list[0].Fields, []string{"price"}) {
			t.Fatalf("revisions %+v, %v", list, err)
		}
		diff, err := h.Compare(ctx, h.bo, "products", e.ID, 1, 6)
		if err != nil || len(diff) != 1 || diff[0].Field.Name != "price" || diff[0].Old != nil || diff[0].New != 4.0 {
			t.Errorf("diff %+v, %v", diff, err)
		}
		if _, err := h.Update(ctx, h.ada, "products", e.ID, schema.Values{"cost": 6.0}, content.UpdateOptions{}); err != nil {
			t.Fatal(err)
		}
		diff, err = h.Compare(ctx, h.bo, "products", e.ID, 6, 7)
		if err != nil || len(diff) != 1 || diff[0].Old != schema.Redacted {
			t.Errorf("a masked field shows %+v, %v", diff, err)
		}
		_, err = h.Revision(ctx, h.bo, "products", e.ID, 2)
		mustFail(t, "pruned", err, fault.CodeFirewallNotFound)
		_, err = h.Revisions(ctx, h.visitor, "products", e.ID)
		mustFail(t, "a visitor", err, fault.CodeUnauthenticated)
		back, err := h.RestoreRevision(ctx, h.bo, "products", e.ID, 1, content.Base{})
		if err != nil || back.Entry.Revision != 8 || back.Entry.Value("price") != nil || back.Entry.Value("name") != "One" {
			t.Errorf("restored %s, %v", back.Entry.Raw, err)
		}
	})
}
