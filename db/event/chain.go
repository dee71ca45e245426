package event

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// accountHead reads the end of a person's chain and holds it; it starts the
// chain of a person who has none.
func accountHead(ctx context.Context, tx *db.DB, userID string) (model.AccountEventHead, error) {
	head, err := db.SelectPlatform[model.AccountEventHead](tx).Where("user_id = ?", userID).Lock().One(ctx)
	if fault.Is(err, fault.NotFound) {
		head = model.AccountEventHead{UserID: userID}
		return head, db.AddPlatform(ctx, tx, &head)
	}
	return head, err
}

func eventHash(e model.Event) string {
	return digest(e.Previous, e.OrganizationID, fmt.Sprint(e.Number), e.ID, e.Type, e.ActorKind, e.ActorID, e.SessionID,
		e.SubjectKind, e.SubjectID, e.Collection, fmt.Sprint(e.Revision), canonical(e.Fields), canonical(e.Details),
		e.Address, fmt.Sprint(int64(e.At)))
}

func accountHash(e model.AccountEvent) string {
	return digest(e.Previous, e.UserID, fmt.Sprint(e.Number), e.ID, e.Type, e.ActorID, e.SessionID,
		canonical(e.Details), e.Address, e.UserAgent, fmt.Sprint(int64(e.At)))
}

// digest hashes its parts with their lengths, so that no two lists collide.
func digest(parts ...string) string {
	var b strings.Builder
	for _, p := range parts {
		fmt.Fprintf(&b, "%d:%s", len(p), p)
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}

// canonical is JSON as encoding/json writes it again: a database may have stored
// it with other spaces or key order.
func canonical(raw json.RawMessage) string {
	if len(raw) == 0 || string(raw) == "null" {
		return ""
	}
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return string(raw)
	}
	out, err := json.Marshal(v)
	if err != nil {
		return string(raw)
	}
	return string(out)
}

// Broken is a place where an organization's chain does not fit together.
type Broken struct {
	Number int64
	ID     string
	Reason string // "changed", "unlinked" or "missing"
}

// Verify recomputes an organization's chain and lists where it breaks.
func Verify(ctx context.Context, d *db.DB, scope access.Scope) (checked int64, broken []Broken, err error) {
	b := scope.Within(access.OrganizationWide())
	previous := ""
	for next := int64(1); ; {
		rows, err := db.Select[model.Event](d, b).Where("number >= ?", next).Order("number").Limit(500).All(ctx)
		if err != nil {
			return checked, broken, err
		}
		for _, e := range rows {
			switch {
			case e.Number != next:
				broken = append(broken, Broken{Number: next, Reason: "missing"})
			case e.Previous != previous:
				broken = append(broken, Broken{Number: e.Number, ID: e.ID, Reason: "unlinked"})
			case eventHash(e) != e.Hash:
				broken = append(broken, Broken{Number: e.Number, ID: e.ID, Reason: "changed"})
			}
			previous, next = e.Hash, e.Number+1
			checked++
		}
		if len(rows) < 500 {
			break
		}
	}
	head, err := db.Select[model.EventHead](d, b).One(ctx)
	if err == nil && head.Hash != previous {
		broken = append(broken, Broken{Number: head.Number, Reason: "missing"})
	}
	return checked, broken, err
}
