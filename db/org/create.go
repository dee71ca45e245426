package org

import (
	"context"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

const (
	longestName = 80
	hues        = 24
)

// Input is what a new organization is called. An empty slug is made from the name.
type Input struct {
	Name     string
	Slug     string
	Logo     string
	Metadata string // JSON text

	Team bool // with a first team of the same name, which the founder is in
	Stay bool // the session goes on where it is
}

// Made is a new organization with its founder's place in it.
type Made struct {
	Organization

	MemberID string
	Since    model.Time
	TeamID   string // "" without a first team
}

// Create founds an organization: the actor owns it and their session works in it
// from now on. Fails with YOU_ARE_NOT_ALLOWED_TO_CREATE_A_NEW_ORGANIZATION,
// VALIDATION_FAILED, ORGANIZATION_SLUG_ALREADY_TAKEN.
func (s *Store) Create(ctx context.Context, actor access.Actor, in Input) (Made, error) {
	if err := s.MayCreate(actor); err != nil {
		return Made{}, err
	}
	in, err := s.completed(ctx, in)
	if err != nil {
		return Made{}, err
	}
	var out Made
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		o, err := s.found(ctx, tx, in)
		if err != nil {
			return err
		}
		m, err := s.own(ctx, tx, actor, o, actor.UserID())
		if err != nil {
			return err
		}
		out = Made{Organization: shown(o, actor.Found(s.gate.Hierarchy(), Describe(o))), MemberID: m.ID, Since: m.CreatedAt}
		if in.Team {
			if out.TeamID, err = s.firstTeam(ctx, tx, actor, o); err != nil {
				return err
			}
		}
		if in.Stay {
			return nil
		}
		return s.activate(ctx, tx, actor, o.ID, out.TeamID)
	})
	return out, err
}

// MayCreate is nil when the actor may found organizations, otherwise why not.
func (s *Store) MayCreate(actor access.Actor) error {
	if actor.UserID() == "" {
		return fault.SignIn()
	}
	if err := s.gate.Selection().Create(); err != nil {
		return err
	}
	if s.options.AllowCreate || isPlatformAdmin(actor) {
		return nil
	}
	return fault.New(fault.Forbidden, fault.LayerAccess, fault.CodeCreateNotAllowed)
}

// platformAdmin is the platform role that may always found organizations.
const platformAdmin = "admin"

func isPlatformAdmin(actor access.Actor) bool {
	return slices.Contains(access.SplitRoles(actor.UserRole()), platformAdmin)
}

// completed checks the input and fills the slug in.
func (s *Store) completed(ctx context.Context, in Input) (Input, error) {
	in.Name, in.Slug = strings.TrimSpace(in.Name), strings.TrimSpace(in.Slug)
	var problems []fault.Problem
	if p := nameProblem("name", in.Name); p != nil {
		problems = append(problems, *p)
	}
	if in.Slug == "" && len(problems) == 0 {
		suggested, err := s.SuggestSlug(ctx, in.Name)
		if err != nil {
			return in, err
		}
		in.Slug = suggested
	}
	if in.Slug != "" {
		if p := slugProblem(in.Slug); p != nil {
			problems = append(problems, *p)
		}
	}
	for _, p := range []*fault.Problem{logoProblem(in.Logo), metadataProblem(in.Metadata)} {
		if p != nil {
			problems = append(problems, *p)
		}
	}
	if len(problems) > 0 {
		return in, fault.InvalidInput(problems...)
	}
	return in, nil
}

func nameProblem(field, name string) *fault.Problem {
	var p fault.Problem
	n := utf8.RuneCountInString(name)
	switch {
	case name == "":
		p = fault.NewProblem(field, fault.ProblemRequired)
	case !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
		p = fault.NewProblem(field, fault.ProblemText)
	case n > longestName:
		p = fault.NewProblem(field, fault.ProblemTooLong, "max", strconv.Itoa(longestName), "length", strconv.Itoa(n))
	default:
		return nil
	}
	return &p
}

// found writes a new organization that nobody belongs to yet.
func (s *Store) found(ctx context.Context, tx *db.DB, in Input) (model.Organization, error) {
	now := tx.Now()
	o := model.Organization{
		ID: model.NewID(model.OrganizationID), Name: in.Name, Slug: in.Slug, Logo: in.Logo, Metadata: in.Metadata,
		RequireTwoFactor: s.options.RequireTwoFactor, CreatedAt: now, UpdatedAt: now,
	}
	o.Hue = hueOf(o.ID)
	if err := db.AddPlatform(ctx, tx, &o); err != nil {
		return o, orTaken(err, o.Slug)
	}
	return o, claimSlug(ctx, tx, o)
}

// hueOf spreads organizations over the tile colours.
func hueOf(id string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id))
	return int(h.Sum32() % hues)
}

// own makes the user the owner of a new organization and begins its chain of
// events, recorded as the actor's.
func (s *Store) own(ctx context.Context, tx *db.DB, actor access.Actor, o model.Organization, userID string) (model.Member, error) {
	boundary := actor.Found(s.gate.Hierarchy(), Describe(o)).Within(wide)
	m := model.Member{
		ID: model.NewID(model.MemberID), UserID: userID, Role: access.Owner, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
	}
	if err := event.Start(ctx, tx, boundary); err != nil {
		return m, err
	}
	if err := db.Add(ctx, tx, boundary, &m); err != nil {
		return m, err
	}
	return m, event.Record(ctx, tx, actor, boundary,
		event.Change{Type: "organization.created", Subject: "organization", SubjectID: o.ID},
		event.Change{Type: "member.joined", Subject: "member", SubjectID: m.ID, Details: map[string]any{"role": m.Role}})
}

// firstTeam makes a team named like the organization, with its founder in it.
func (s *Store) firstTeam(ctx context.Context, tx *db.DB, actor access.Actor, o model.Organization) (id string, err error) {
	boundary := actor.Found(s.gate.Hierarchy(), Describe(o)).Within(wide)
	t := model.Team{ID: model.NewID(model.TeamID), Name: o.Name, CreatedAt: tx.Now(), UpdatedAt: tx.Now()}
	if err := db.Add(ctx, tx, boundary, &t); err != nil {
		return "", err
	}
	if _, err := joinTeam(ctx, tx, boundary, t.ID, actor.UserID()); err != nil {
		return "", err
	}
	return t.ID, event.Record(ctx, tx, actor, boundary,
		event.Change{Type: "team.created", Subject: "team", SubjectID: t.ID},
		event.Change{Type: "team.member_added", Subject: "team", SubjectID: t.ID, Details: map[string]any{"userId": actor.UserID()}})
}
