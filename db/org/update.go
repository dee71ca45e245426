package org

import (
	"context"
	"encoding/json"
	"strings"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// Update is what may change about an organization; nil leaves a value as it is.
type Update struct {
	Name     *string
	Slug     *string
	Hue      *int
	Logo     *string
	Metadata *string // JSON text
}

const longestMetadata = 16 << 10

// Update changes the organization (admins and above). A former slug redirects
// members for 90 days. Fails with ACCESS_ROLE_REQUIRED, VALIDATION_FAILED,
// ORGANIZATION_SLUG_ALREADY_TAKEN.
func (s *Store) Update(ctx context.Context, scope access.Scope, in Update) (Organization, error) {
	var out Organization
	err := s.administer(ctx, scope, func(ctx context.Context, tx *db.DB, h held) error {
		o := h.organization
		columns, err := in.apply(&o)
		if err != nil || len(columns) == 0 {
			out = shown(o, h.Scope)
			return err
		}
		o.UpdatedAt = tx.Now()
		if err := db.ChangePlatform(ctx, tx, &o, append(columns, "updated_at")...); err != nil {
			return orTaken(err, o.Slug)
		}
		change := event.Change{Type: "organization.updated", Subject: "organization", SubjectID: o.ID, Fields: columns}
		if o.Slug != h.organization.Slug {
			if err := s.retire(ctx, tx, o, h.organization.Slug); err != nil {
				return err
			}
			change.Details = map[string]any{"from": h.organization.Slug, "to": o.Slug}
		}
		out = shown(o, h.Scope)
		return event.Record(ctx, tx, h.Actor(), h.boundary(), change)
	})
	return out, err
}

// apply writes the changes into the row and names the columns that differ.
func (in Update) apply(o *model.Organization) (columns []string, err error) {
	var problems []fault.Problem
	text := func(column string, value *string, where *string, problem func(string) *fault.Problem) {
		if value == nil || *value == *where {
			return
		}
		if p := problem(*value); p != nil {
			problems = append(problems, *p)
			return
		}
		*where = *value
		columns = append(columns, column)
	}
	text("name", trimmed(in.Name), &o.Name, func(v string) *fault.Problem { return nameProblem("name", v) })
	text("slug", trimmed(in.Slug), &o.Slug, slugProblem)
	text("logo", in.Logo, &o.Logo, logoProblem)
	text("metadata", in.Metadata, &o.Metadata, metadataProblem)
	if in.Hue != nil && *in.Hue != o.Hue {
		if *in.Hue < 0 || *in.Hue >= hues {
			problems = append(problems, fault.NewProblem("hue", fault.ProblemOption))
		} else {
			o.Hue = *in.Hue
			columns = append(columns, "hue")
		}
	}
	if len(problems) > 0 {
		return nil, fault.InvalidInput(problems...)
	}
	return columns, nil
}

func trimmed(s *string) *string {
	if s == nil {
		return nil
	}
	t := strings.TrimSpace(*s)
	return &t
}

func logoProblem(v string) *fault.Problem {
	if v == "" || len(v) <= 2048 && (strings.HasPrefix(v, "https://") || strings.HasPrefix(v, "/files/")) {
		return nil
	}
	p := fault.NewProblem("logo", fault.ProblemFormat, "want", "url")
	return &p
}

func metadataProblem(v string) *fault.Problem {
	if v == "" || len(v) <= longestMetadata && json.Valid([]byte(v)) {
		return nil
	}
	p := fault.NewProblem("metadata", fault.ProblemFormat, "want", "json")
	return &p
}

// retire keeps a slug that was given up, so that it redirects and nobody takes it.
func (s *Store) retire(ctx context.Context, tx *db.DB, o model.Organization, slug string) error {
	if err := claimSlug(ctx, tx, o); err != nil {
		return err
	}
	return db.AddPlatform(ctx, tx, &model.OldSlug{Slug: slug, OrganizationID: o.ID, Until: tx.Now().Add(s.options.SlugLife)})
}
