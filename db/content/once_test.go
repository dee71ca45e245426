package content_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// writing is a keyed request that makes a product.
func writing(scope access.Scope, name string) func(ctx context.Context, s *content.Store) (content.Reply, error) {
	return func(ctx context.Context, s *content.Store) (content.Reply, error) {
		e, err := s.Create(ctx, scope, "products", schema.Values{"name": name}, content.CreateOptions{})
		return content.Reply{Status: 201, Location: "/" + e.ID, Body: []byte(e.ID)}, err
	}
}

// Servers know nothing of each other's requests but what the database says.
func TestOnceAcrossServers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		h := open(t, w)
		q := content.Request{Key: "k", Fingerprint: "f"}
		replies, first := make([]content.Reply, 12), 0
		var mutex sync.Mutex
		var servers sync.WaitGroup
		for i := range replies {
			servers.Go(func() {
				server := content.New(w.DB, h.registry, content.Options{Key: []byte("key")})
				reply, again, err := server.Once(ctx, h.bo, "products", q, writing(h.bo, "Anvil"))
				if err != nil {
					t.Error(err)
				}
				mutex.Lock()
				defer mutex.Unlock()
				if replies[i] = reply; !again {
					first++
				}
			})
		}
		servers.Wait()
		for _, r := range replies {
			if string(r.Body) != string(replies[0].Body) || r.Status != 201 || r.Location != "/"+string(r.Body) {
				t.Errorf("replied %+v and %+v", replies[0], r)
			}
		}
		if names := h.titles(h.bo, "products", content.Query{}); len(names) != 1 || first != 1 {
			t.Errorf("there are %v after %d first replies", names, first)
		}
	})
}

func TestKeptReplies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		h := open(t, w)
		once := func(scope access.Scope, key, fingerprint, name string) (string, bool) {
			t.Helper()
			reply, again, err := h.Once(ctx, scope, "products", content.Request{Key: key, Fingerprint: fingerprint}, writing(scope, name))
			if err != nil {
				t.Fatal(err)
			}
			return string(reply.Body), again
		}
		made, again := once(h.bo, "k", "f", "Anvil")
		if kept, yes := once(h.bo, "k", "f", "Bell"); again || !yes || kept != made {
			t.Errorf("made %s (%v), then %s (%v)", made, again, kept, yes)
		}
		for name, scope := range map[string]access.Scope{"another caller": h.ada, "another organization": h.adaInGlobex} {
			if other, yes := once(scope, "k", "f", name); yes || other == made {
				t.Errorf("%s is replied what was not theirs", name)
			}
		}
		_, _, err := h.Once(ctx, h.bo, "products", content.Request{Key: "k", Fingerprint: "g"}, writing(h.bo, "Clock"))
		mustFail(t, "another request", err, fault.CodeIdempotencyReused)

		// A failure leaves neither effect nor key, wherever it comes from.
		_, _, err = h.Once(ctx, h.bo, "products", content.Request{Key: "fails", Fingerprint: "f"}, func(ctx context.Context, s *content.Store) (content.Reply, error) {
			if _, err := writing(h.bo, "Drum")(ctx, s); err != nil {
				return content.Reply{}, err
			}
			return content.Reply{}, fault.Missing()
		})
		mustFail(t, "a failure", err, fault.CodeFirewallNotFound)
		if _, yes := once(h.bo, "fails", "another", "Easel"); yes {
			t.Error("a failure was kept")
		}
		if names := fmt.Sprint(h.titles(h.bo, "products", content.Query{})); names != "[Anvil Easel another caller]" {
			t.Errorf("there are %s", names)
		}

		// After a day the key is free again, and the old reply is gone.
		pool, _, _, err := db.OpenOwner(db.Options{URL: w.URL})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = pool.Close() }()
		if _, err := pool.Exec("UPDATE kept_replies SET created_at = created_at - $1", content.KeptFor.Milliseconds()+1); err != nil {
			t.Fatal(err)
		}
		if later, yes := once(h.bo, "k", "g", "Fork"); yes || later == made {
			t.Errorf("a day later: %s, %v", later, yes)
		}
		if n, err := db.Select[model.KeptReply](w.DB, h.bo.Within(access.OrganizationWide())).Count(ctx, 10); err != nil || n != 1 {
			t.Errorf("%d replies are kept, %v", n, err)
		}
		// What nobody asks for any more goes with the daily purge, everywhere.
		if n, err := h.PurgeReplies(ctx, w.DB.Now()); err != nil || n != 1 {
			t.Errorf("%d replies were purged, %v", n, err)
		}
		if _, yes := once(h.bo, "k", "g", "Gong"); !yes {
			t.Error("a young reply was purged")
		}
		if later, yes := once(h.adaInGlobex, "k", "f", "Harp"); yes {
			t.Errorf("next door %s is still kept", later)
		}
		// Another organization's are behind its walls.
		if n, err := db.Select[model.KeptReply](w.DB, h.cy.Within(access.OrganizationWide())).Where("request = 'f'").Count(ctx, 10); err != nil || n != 1 {
			t.Errorf("%d replies are kept next door, %v", n, err)
		}
	})
}

// Who waits for somebody else's answer gives up with their request.
func TestWaitingEnds(t *testing.T) {
	h := open(t, dbtest.OpenSQLite(t))
	working, finish := make(chan struct{}), make(chan struct{})
	var server sync.WaitGroup
	server.Go(func() {
		_, _, err := h.Once(ctx, h.bo, "products", content.Request{Key: "k"}, func(context.Context, *content.Store) (content.Reply, error) {
			close(working)
			<-finish
			return content.Reply{Status: 200}, nil
		})
		if err != nil {
			t.Error(err)
		}
	})
	<-working
	impatient, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
	defer cancel()
	_, _, err := h.Once(impatient, h.bo, "products", content.Request{Key: "k"}, writing(h.bo, "Anvil"))
	close(finish)
	server.Wait()
	if err == nil {
		t.Error("somebody did not wait")
	}
}
