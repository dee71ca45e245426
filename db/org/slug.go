package org

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

const shortestSlug, longestSlug = 2, 48

var slugForm = regexp.MustCompile(`^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$`)

// reserved are the words of our own addresses, and those people would take for
// ours.
var reserved = map[string]bool{
	"new": true, "api": true, "auth": true, "o": true, "static": true, "files": true, "docs": true, "openapi": true,
	"sign-in": true, "sign-out": true, "sign-up": true, "setup": true, "account": true, "organization": true,
	"organizations": true, "invitation": true, "invitations": true, "platform": true, "admin": true, "installation": true,
	"active": true, "events": true, "health": true, "healthz": true, "readyz": true, "metrics": true, "dev": true,
	"gatehouse": true, "settings": true, "members": true, "teams": true, "help": true, "www": true, "root": true,
	"system": true, "support": true, "security": true, "null": true, "undefined": true,
}

func slugProblem(slug string) *fault.Problem {
	var p fault.Problem
	length := strconv.Itoa(len(slug))
	switch {
	case slug == "":
		p = fault.NewProblem("slug", fault.ProblemRequired)
	case !slugForm.MatchString(slug):
		p = fault.NewProblem("slug", fault.ProblemFormat, "want", "slug")
	case len(slug) < shortestSlug:
		p = fault.NewProblem("slug", fault.ProblemTooShort, "min", strconv.Itoa(shortestSlug), "length", length)
	case len(slug) > longestSlug:
		p = fault.NewProblem("slug", fault.ProblemTooLong, "max", strconv.Itoa(longestSlug), "length", length)
	case reserved[slug]:
		p = fault.NewProblem("slug", fault.ProblemTaken, "value", slug)
	default:
		return nil
	}
	return &p
}

// CheckSlug says what is wrong with a slug, nil when an organization may have it.
// organizationID is the organization that wants it, "" for a new one: its own
// slug and its former ones are free for it.
func (s *Store) CheckSlug(ctx context.Context, slug, organizationID string) (*fault.Problem, error) {
	if p := slugProblem(slug); p != nil {
		return p, nil
	}
	taken, err := slugsTaken(ctx, s.db, organizationID, slug)
	if err != nil || !taken[slug] {
		return nil, err
	}
	p := fault.NewProblem("slug", fault.ProblemTaken, "value", slug)
	return &p, nil
}

// SuggestSlug makes a free slug from a name.
func (s *Store) SuggestSlug(ctx context.Context, name string) (string, error) {
	base := trimSlug(schema.Slug(name), longestSlug-4)
	if len(base) < shortestSlug {
		base = "team"
	}
	var candidates []string
	if !reserved[base] {
		candidates = append(candidates, base)
	}
	for n := 2; n <= 99; n++ {
		candidates = append(candidates, base+"-"+strconv.Itoa(n))
	}
	taken, err := slugsTaken(ctx, s.db, "", candidates...)
	if err != nil {
		return "", err
	}
	for _, c := range candidates {
		if !taken[c] {
			return c, nil
		}
	}
	id := model.NewID(model.OrganizationID)
	return base + "-" + id[len(id)-3:], nil
}

func trimSlug(s string, longest int) string {
	if len(s) > longest {
		s = s[:longest]
	}
	return strings.Trim(s, "-")
}

// slugsTaken says which slugs another organization than the given one has, or
// had until recently.
func slugsTaken(ctx context.Context, d *db.DB, organizationID string, slugs ...string) (map[string]bool, error) {
	current, err := db.SelectPlatform[model.Organization](d).Columns("slug").Where("slug IN (?)", db.List(slugs)).
		Where("archived_at IS NULL").Where("id <> ?", organizationID).All(ctx)
	if err != nil {
		return nil, err
	}
	former, err := db.SelectPlatform[model.OldSlug](d).Columns("slug").Where("slug IN (?)", db.List(slugs)).
		Where("until > ?", d.Now()).Where("organization_id <> ?", organizationID).All(ctx)
	if err != nil {
		return nil, err
	}
	taken := map[string]bool{}
	for _, o := range current {
		taken[o.Slug] = true
	}
	for _, o := range former {
		taken[o.Slug] = true
	}
	return taken, nil
}

func slugTaken(slug string) error {
	return fault.New(fault.Conflict, fault.LayerValidation, fault.CodeSlugTaken).About("slug", fault.ProblemTaken, "value", slug)
}

// claimSlug settles a slug that was just written to the organization's row. Only
// now are former slugs looked at: whoever gave this slug up in parallel has
// committed it as a former one by the time our unique row is in.
func claimSlug(ctx context.Context, tx *db.DB, o model.Organization) error {
	former, err := db.SelectPlatform[model.OldSlug](tx).Where("slug = ?", o.Slug).Where("until > ?", tx.Now()).
		Where("organization_id <> ?", o.ID).Exists(ctx)
	if err != nil {
		return err
	}
	if former {
		return slugTaken(o.Slug)
	}
	_, err = db.RemovePlatform[model.OldSlug](tx).Where("slug = ?", o.Slug).Do(ctx)
	return err
}

// orTaken turns the unique index's refusal into the sentence about the slug.
func orTaken(err error, slug string) error {
	if fault.Has(err, fault.CodeUnique) {
		return slugTaken(slug)
	}
	return err
}

// ResolveOldSlug is the slug that a former one leads to, for members. Everybody
// else gets NOT_FOUND after the same work, whether it ever existed or not.
func (s *Store) ResolveOldSlug(ctx context.Context, actor access.Actor, slug string) (string, error) {
	former, err := db.SelectPlatform[model.OldSlug](s.db).Where("slug = ?", slug).Where("until > ?", s.db.Now()).One(ctx)
	if err != nil {
		if !fault.Is(err, fault.NotFound) {
			return "", err
		}
		former.OrganizationID = "org_nowhere"
	}
	m, err := db.MembershipOf(ctx, s.db, actor.UserID(), "", former.OrganizationID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return "", err
	}
	if err != nil || m.MemberID == "" {
		return "", fault.NotFoundOf("organization")
	}
	return m.Slug, nil
}
