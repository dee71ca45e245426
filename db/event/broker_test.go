package event_test

import (
	"context"
	"errors"
	"testing"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/dbtest"
	"gatehouse/db/event"
)

func woken(f *event.Following) bool {
	select {
	case <-f.C:
		return true
	default:
		return false
	}
}

// Followers of an organization wake after a commit in it: once however much was
// recorded, not for what is rolled back or happens elsewhere, and nobody waits for
// those who sleep on.
func TestCommitsWake(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		ctx := context.Background()
		broker, scope := event.NewBroker(w.DB), w.Scope(dbtest.Ada, dbtest.Acme)
		acme, globex := broker.Follow(dbtest.Acme), broker.Follow(dbtest.Globex)
		defer globex.Close()
		record := func(first bool, after error) {
			t.Helper()
			err := w.DB.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
				for range 3 {
					err := event.Record(ctx, tx, scope.Actor(), scope.Within(access.OrganizationWide()), event.Change{Type: "x", Subject: "x", SubjectID: "x"})
					if err != nil {
						return err
					}
				}
				if first && woken(acme) {
					t.Error("woken before the commit")
				}
				return after
			})
			if !errors.Is(err, after) {
				t.Fatal(err)
			}
		}
		record(true, errors.New("no"))
		if woken(acme) {
			t.Error("woken by what was rolled back")
		}
		record(true, nil)
		if !woken(acme) || woken(acme) || woken(globex) {
			t.Error("three events of a transaction are not one wake-up of their organization")
		}
		record(true, nil)
		record(false, nil) // nobody took the first
		if !woken(acme) || woken(acme) {
			t.Error("a sleeper is not woken once")
		}
		acme.Close()
		record(true, nil)
		if woken(acme) {
			t.Error("woken after it left")
		}
	})
}

func TestPlaces(t *testing.T) {
	for _, text := range []string{"0", "17", "17.4", "0.0", "9223372036854775807"} {
		if p, ok := event.ParsePlace(text); !ok || p.String() != text {
			t.Errorf("%s became %v, %v", text, p, ok)
		}
	}
	for _, text := range []string{"", "-1", "1.-1", "+1", "01", "1.", ".1", "1.2.3", "x", "1 ", "9223372036854775808", "evt_1"} {
		if p, ok := event.ParsePlace(text); ok {
			t.Errorf("%q is %v", text, p)
		}
	}
}
