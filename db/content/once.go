package content

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// KeptFor is how long the answer to a keyed request is kept.
const KeptFor = 24 * time.Hour

// Request is a write that shall happen once, however often it is asked.
type Request struct {
	Key         string // the client's choice; each caller has keys of their own in each organization
	Fingerprint string // of everything that makes it another request
}

// Reply is what a request was answered with.
type Reply struct {
	Status   int
	Location string
	ETag     string
	Body     []byte
}

// Once does fn in one transaction and keeps its reply for KeptFor; whoever asks
// again meanwhile gets that (again is true) and nothing happens. Who asks while fn
// works waits for it. When fn fails nothing is kept, so the same key may be used to
// try again. Fails with IDEMPOTENCY_KEY_REUSED when the key came with another
// request, and like fn.
func (s *Store) Once(ctx context.Context, scope access.Scope, collection string, q Request, fn func(ctx context.Context, s *Store) (Reply, error)) (reply Reply, again bool, err error) {
	c, err := s.Collection(scope, collection)
	if err != nil {
		return Reply{}, false, err
	}
	rows := scope.Within(c.Firewall)
	if _, err := rows.Ownership(); fault.Is(err, fault.NotFound) {
		return Reply{}, false, err // there is no such organization, and nothing can be kept in it
	}
	side, id := rows.Bare(), q.id(scope)
	leave, err := s.asked.enter(ctx, side.Organization()+" "+id)
	if err != nil {
		return Reply{}, false, err
	}
	defer leave()
	for try := 1; ; try++ {
		reply, found, err := s.kept(ctx, side, id, q.Fingerprint)
		if err != nil || found {
			return reply, found, err
		}
		claimed := false
		err = s.d.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
			inside := s.in(tx)
			row, err := inside.claim(ctx, side, id, q.Fingerprint)
			if err != nil {
				return err
			}
			claimed = true
			if reply, err = fn(ctx, inside); err != nil {
				return err
			}
			row.Status, row.Location, row.ETag, row.Body = reply.Status, reply.Location, reply.ETag, string(reply.Body)
			return db.Change(ctx, tx, side, row, "status", "location", "etag", "body")
		})
		// Another server was faster with the key, or somebody with a slug that was made
		// for a new entry: the transaction is undone, and the next one sees them.
		if !fault.Has(err, fault.CodeUnique) || try == mostTries && claimed {
			return reply, false, err
		}
		if try >= mostTries {
			return Reply{}, false, fault.TryLater(1)
		}
	}
}

// id hides the key and makes it the caller's own.
func (q Request) id(scope access.Scope) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{scope.Actor().ID(), scope.OrganizationID(), q.Key}, "\x00")))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func (s *Store) kept(ctx context.Context, side access.Boundary, id, request string) (reply Reply, found bool, err error) {
	row, err := db.Select[model.KeptReply](s.d, side).Where("?TableAlias.id = ?", id).
		Where("?TableAlias.created_at > ?", s.d.Now().Add(-KeptFor)).One(ctx)
	switch {
	case fault.Is(err, fault.NotFound):
		return Reply{}, false, nil
	case err != nil:
		return Reply{}, false, err
	case row.Request != request:
		return Reply{}, false, fault.New(fault.Conflict, fault.LayerValidation, fault.CodeIdempotencyReused)
	}
	return Reply{Status: row.Status, Location: row.Location, ETag: row.ETag, Body: []byte(row.Body)}, true, nil
}

// claim writes the key before anything else happens, and forgets what has been
// kept for long enough.
func (s *Store) claim(ctx context.Context, side access.Boundary, id, request string) (*model.KeptReply, error) {
	_, err := db.Remove[model.KeptReply](s.d, side).Where("?TableAlias.created_at <= ?", s.d.Now().Add(-KeptFor)).Do(ctx)
	if err != nil {
		return nil, err
	}
	row := &model.KeptReply{ID: id, Request: request, CreatedAt: s.d.Now()}
	return row, db.Add(ctx, s.d, side, row)
}
