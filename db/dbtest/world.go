package dbtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"testing"
	"time"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/migrations"
	"gatehouse/db/model"
	"gatehouse/db/org"
)

// The ids of the seed.
const (
	Acme   = "org_0000000000000000000000acme"
	Globex = "org_000000000000000000000g10b3"
	Ada    = "usr_00000000000000000000000ada"
	Bo     = "usr_000000000000000000000000b0"
	Cy     = "usr_000000000000000000000000cy"
)

// Password is everybody's password; PasswordHash is its argon2id hash.
const (
	Password     = "correct horse battery staple"
	PasswordHash = "$argon2id$v=19$m=19456,t=2,p=1$ruQFlByf+NBB2PDYdxf2lA$BxX80Ga0yLKwSPU8tl0JFIY3s22iRqRH5wTYp8tfoMo"
)

type person struct{ id, name, email, role string }

var people = []person{
	{Ada, "Ada Lindqvist", "ada@example.com", "admin"},
	{Bo, "Bo Marsh", "bo@example.com", "user"},
	{Cy, "Cy Okafor", "cy@example.com", "user"},
}

type place struct {
	id, name, slug string
	hue            int
	members        map[string]string
}

var places = []place{
	{Acme, "Acme", "acme", 5, map[string]string{Ada: "owner", Bo: "editor"}},
	{Globex, "Globex", "globex", 17, map[string]string{Ada: "editor", Cy: "owner"}},
}

// Token is the session token of a seeded person.
func Token(userID string) string { return "token-of-" + userID }

// World is a database with two organizations and a gate.
type World struct {
	DB   *db.DB
	Gate *access.Gate
	URL  string
	t    testing.TB

	options db.Options
}

func newWorld(t testing.TB, o db.Options) *World {
	t.Helper()
	d, err := db.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return &World{DB: d, Gate: NewGate(d, access.Choose()), URL: o.URL, t: t, options: o}
}

// NewGate is a gate over the database, as the program wires it.
func NewGate(d *db.DB, selection access.Selection) *access.Gate {
	return NewGateFor(d, selection, access.NewHierarchy(access.DefaultHierarchy()))
}

// NewGateFor is NewGate for roles of one's own.
func NewGateFor(d *db.DB, selection access.Selection, roles *access.Hierarchy) *access.Gate {
	return access.NewGate(access.Sources{
		Identity: func(ctx context.Context, c access.Credential) (access.Identity, error) {
			return auth.Identity(ctx, d, c)
		},
		Membership: func(ctx context.Context, userID string, target access.Target) (access.Membership, error) {
			return org.Membership(ctx, d, userID, target)
		},
	}, selection, roles)
}

// Again is the same database as another process has it open.
func (w *World) Again() *World {
	w.t.Helper()
	return newWorld(w.t, w.options)
}

// Actor is a seeded person, recognised by their session.
func (w *World) Actor(userID string) access.Actor {
	w.t.Helper()
	actor, err := w.Gate.Recognize(context.Background(), access.Credential{Secret: Token(userID)})
	if err != nil {
		w.t.Fatalf("recognize %s: %v", userID, err)
	}
	return actor
}

// Scope is a seeded person inside an organization.
func (w *World) Scope(userID, organizationID string) access.Scope {
	w.t.Helper()
	scope, err := w.Gate.Enter(context.Background(), w.Actor(userID), access.Asked{ID: organizationID})
	if err != nil {
		w.t.Fatalf("%s enters %s: %v", userID, organizationID, err)
	}
	return scope
}

func seed(ctx context.Context, d *db.DB) error {
	now := model.At(time.Date(2026, 1, 2, 9, 0, 0, 0, time.UTC))
	for _, p := range people {
		rows := []model.PlatformRow{
			&model.User{ID: p.id, Name: p.name, Email: p.email, EmailVerified: true, Role: p.role, CreatedAt: now, UpdatedAt: now},
			&model.Account{ID: "acc" + p.id[3:], UserID: p.id, ProviderID: "credential", AccountID: p.id, Password: PasswordHash, CreatedAt: now, UpdatedAt: now},
			&model.Session{ID: "ses" + p.id[3:], TokenHash: auth.Hash(Token(p.id)), UserID: p.id, Remember: true,
				SignedInAt: now, CreatedAt: now, UpdatedAt: model.At(time.Now()), ExpiresAt: model.At(time.Now().AddDate(10, 0, 0))},
		}
		for _, row := range rows {
			if err := db.AddPlatform(ctx, d, row); err != nil {
				return err
			}
		}
	}
	hierarchy := access.NewHierarchy(access.DefaultHierarchy())
	for _, p := range places {
		err := d.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
			organization := model.Organization{ID: p.id, Name: p.name, Slug: p.slug, Hue: p.hue, CreatedAt: now, UpdatedAt: now}
			if err := db.AddPlatform(ctx, tx, &organization); err != nil {
				return err
			}
			boundary := access.Actor{}.Found(hierarchy, org.Describe(organization)).Within(access.OrganizationWide())
			if err := db.Add(ctx, tx, boundary, &model.EventHead{}); err != nil {
				return err
			}
			for user, role := range p.members {
				m := model.Member{ID: "mem" + user[3:], UserID: user, Role: role, CreatedAt: now, UpdatedAt: now}
				if err := db.Add(ctx, tx, boundary, &m); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// schemaVersion is a fingerprint of all steps and the seed.
func schemaVersion() string {
	h := sha256.New()
	_, _ = fmt.Fprint(h, people, places, PasswordHash)
	for _, s := range migrations.Steps() {
		t := migrations.Target{Dialect: db.Postgres, Roles: db.Roles{Serve: "serve", Steward: "steward"}}
		_, _ = fmt.Fprint(h, s.Name, s.Up(t))
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}
