package job_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"gatehouse/db"
	"gatehouse/db/dbtest"
	"gatehouse/db/job"
)

func TestWorkHappensExactlyIfTheChangeDoes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		done := make(chan string, 10)
		workers := job.NewWorkers()
		job.Register(workers, func(_ context.Context, m job.Mail) error { done <- m.To; return nil })
		q, err := job.New(w.DB, workers, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		if err := q.Start(ctx); err != nil {
			t.Fatal(err)
		}
		defer func() {
			ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
			defer cancel()
			if err := q.Stop(ctx); err != nil {
				t.Error(err)
			}
		}()
		boom := errors.New("boom")
		insert := func(to string, result error) error {
			return w.DB.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
				if err := q.Insert(ctx, tx, job.Mail{Message: "test", To: to}); err != nil {
					return err
				}
				return result
			})
		}
		if err := insert("lost@example.com", boom); !errors.Is(err, boom) {
			t.Fatal(err)
		}
		if err := insert("kept@example.com", nil); err != nil {
			t.Fatal(err)
		}
		select {
		case to := <-done:
			if to != "kept@example.com" {
				t.Errorf("worked on %s", to)
			}
		case <-time.After(30 * time.Second):
			t.Fatal("the work was never done")
		}
	})
}

func TestTokensDependOnEverything(t *testing.T) {
	key := []byte("key")
	seen := map[string]bool{}
	for _, s := range []job.Secret{{"a", "b", "c"}, {"a", "b", "d"}, {"ab", "", "c"}, {"a", "bc", ""}} {
		seen[job.Token(key, s)] = true
		seen[job.Token([]byte("other"), s)] = true
	}
	if len(seen) != 8 {
		t.Errorf("%d different tokens, wanted 8", len(seen))
	}
}
