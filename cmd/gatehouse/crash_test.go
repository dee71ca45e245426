package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"gatehouse/db/dbtest"
)

// TestAcknowledgedWritesSurviveKill writes through the API, kills the process at
// a random moment and looks for every acknowledged entry after the restart.
func TestAcknowledgedWritesSurviveKill(t *testing.T) {
	rounds := 50
	if testing.Short() {
		rounds = 5
	}
	folder := t.TempDir()
	made := bootstrapped(t, folder)
	query := "?organizationId=" + made.Organization.ID
	acknowledged := map[string]bool{}
	for round := range rounds {
		p := serving(t, folder, nil)
		p.signIn()
		var lock sync.Mutex
		var writers sync.WaitGroup
		for w := range 3 {
			writers.Go(func() {
				for i := 0; ; i++ {
					status, body := p.post("/api/v1/posts"+query, "application/json", fmt.Sprintf(`{"title":"Round %d writer %d entry %d"}`, round, w, i))
					if status != http.StatusCreated {
						if status != 0 && status != http.StatusTooManyRequests {
							t.Errorf("create: %d %s", status, body)
						}
						return
					}
					var entry struct{ ID string }
					if err := json.Unmarshal([]byte(body), &entry); err != nil || entry.ID == "" {
						t.Errorf("create answered %s", body)
						return
					}
					lock.Lock()
					acknowledged[entry.ID] = true
					lock.Unlock()
				}
			})
		}
		time.Sleep(time.Duration(20+rand.IntN(150)) * time.Millisecond)
		p.kill()
		writers.Wait()
	}
	p := serving(t, folder, nil)
	p.signIn()
	found := map[string]bool{}
	for cursor := ""; ; {
		status, body := p.get("/api/v1/posts" + query + "&limit=100&fields=id&sort=createdAt" + cursor)
		var page struct {
			Data       []struct{ ID string }
			Pagination struct{ NextCursor *string }
		}
		if err := json.Unmarshal([]byte(body), &page); status != http.StatusOK || err != nil {
			t.Fatalf("list: %d %s", status, body)
		}
		for _, e := range page.Data {
			found[e.ID] = true
		}
		if page.Pagination.NextCursor == nil {
			break
		}
		cursor = "&cursor=" + url.QueryEscape(*page.Pagination.NextCursor)
	}
	lost := 0
	for id := range acknowledged {
		if !found[id] {
			lost++
		}
	}
	if lost > 0 || len(acknowledged) == 0 {
		t.Errorf("%d of %d acknowledged writes are gone", lost, len(acknowledged))
	}
	t.Logf("%d rounds, %d acknowledged writes, %d lost", rounds, len(acknowledged), lost)
	if out, errs, err := command(t, folder, "", nil, "audit", "verify", made.Organization.Slug); err != nil {
		t.Errorf("audit verify: %v %s%s", err, out, errs)
	}
	if err := p.stop(); err != nil {
		t.Errorf("stop: %v\n%s", err, p.log)
	}
}

// TestTwoNodesStartTogether lets two processes meet an empty PostgreSQL.
func TestTwoNodesStartTogether(t *testing.T) {
	environ := []string{"DATABASE_URL=" + dbtest.EmptyPostgresURL(t), "GATEHOUSE_SECRET=one-secret-for-both-nodes-0123456789"}
	nodes := make([]*process, 2)
	var starting sync.WaitGroup
	for i := range nodes {
		starting.Go(func() { nodes[i] = serving(t, t.TempDir(), environ) })
	}
	starting.Wait()
	for i, node := range nodes {
		if node == nil {
			t.Fatalf("node %d did not start", i)
		}
		if status, body := node.get("/readyz"); status != http.StatusOK {
			t.Errorf("node %d: %d %s", i, status, body)
		}
	}
	bootstrapped(t, t.TempDir(), environ...)
	for i, node := range nodes {
		node.signIn()
		if status, _ := node.get("/"); status != http.StatusOK {
			t.Errorf("node %d: / answers %d", i, status)
		}
		if err := node.stop(); err != nil {
			t.Errorf("node %d: %v", i, err)
		}
	}
}
