package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestKeyedWritesHappenOnceAcrossKill kills the process while programs write with
// idempotency keys. After the restart each sends its unanswered requests again:
// every one of them must then have had exactly one effect.
func TestKeyedWritesHappenOnceAcrossKill(t *testing.T) {
	rounds := 4
	if testing.Short() {
		rounds = 2
	}
	folder := t.TempDir()
	made := bootstrapped(t, folder)
	query := "?organizationId=" + made.Organization.ID
	post := func(p *process, title string) (int, string) {
		r, err := http.NewRequest(http.MethodPost, p.url+"/api/v1/posts"+query, strings.NewReader(fmt.Sprintf(`{"title":%q}`, title)))
		if err != nil {
			return 0, err.Error()
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Origin", p.url)
		r.Header.Set("Idempotency-Key", strings.ReplaceAll(title, " ", "-"))
		return p.read(p.client.Do(r))
	}
	var lock sync.Mutex
	answers, unanswered := map[string]string{}, []string{}
	for round := range rounds {
		p := serving(t, folder, nil)
		p.signIn()
		again := unanswered
		unanswered = nil
		for _, title := range again {
			if status, body := post(p, title); status != http.StatusCreated {
				t.Errorf("again %s: %d %s", title, status, body)
			} else {
				answers[title] = body
			}
		}
		var writers sync.WaitGroup
		for w := range 3 {
			writers.Go(func() {
				for i := 0; ; i++ {
					title := fmt.Sprintf("Round %d writer %d entry %d", round, w, i)
					status, body := post(p, title)
					lock.Lock()
					if status == http.StatusCreated {
						answers[title] = body
					} else {
						unanswered = append(unanswered, title)
					}
					lock.Unlock()
					if status != http.StatusCreated {
						return
					}
				}
			})
		}
		time.Sleep(time.Duration(20+rand.IntN(150)) * time.Millisecond)
		p.kill()
		writers.Wait()
	}
	p := serving(t, folder, nil)
	p.signIn()
	for _, title := range unanswered {
		if status, body := post(p, title); status != http.StatusCreated {
			t.Errorf("again %s: %d %s", title, status, body)
		} else {
			answers[title] = body
		}
	}
	for title, body := range answers {
		status, listed := p.get("/api/v1/posts" + query + "&fields=id&title=" + strings.ReplaceAll(title, " ", "+"))
		var page struct{ Data []struct{ ID string } }
		var entry struct{ ID string }
		if err := json.Unmarshal([]byte(listed), &page); err != nil || status != http.StatusOK {
			t.Fatalf("list: %d %s", status, listed)
		}
		if err := json.Unmarshal([]byte(body), &entry); err != nil || len(page.Data) != 1 || page.Data[0].ID != entry.ID {
			t.Errorf("%s was answered %s and is there as %s", title, body, listed)
		}
	}
	t.Logf("%d rounds, %d requests", rounds, len(answers))
	if err := p.stop(); err != nil {
		t.Errorf("stop: %v\n%s", err, p.log)
	}
}
