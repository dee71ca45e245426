package org

import (
	"context"
	"slices"
	"strings"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// Team is a named group inside the organization.
type Team struct {
	ID        string
	Name      string
	Members   int // filled by Teams
	CreatedAt model.Time
	UpdatedAt model.Time
}

func teamShown(t model.Team) Team {
	return Team{ID: t.ID, Name: t.Name, CreatedAt: t.CreatedAt, UpdatedAt: t.UpdatedAt}
}

// Teams lists the organization's teams by name, for every member.
func (s *Store) Teams(ctx context.Context, scope access.Scope) ([]Team, error) {
	if !scope.Member() {
		return nil, s.gate.Selection().Outsider(scope.Organization())
	}
	teams, err := db.Select[model.Team](s.db, scope.Within(wide)).Order("lower(name), id").All(ctx)
	if err != nil {
		return nil, err
	}
	in, err := db.Select[model.TeamMember](s.db, scope.Within(wide)).Columns("organization_id", "team_id").All(ctx)
	if err != nil {
		return nil, err
	}
	count := map[string]int{}
	for _, m := range in {
		count[m.TeamID]++
	}
	out := make([]Team, len(teams))
	for i, t := range teams {
		out[i] = teamShown(t)
		out[i].Members = count[t.ID]
	}
	return out, nil
}

func (s *Store) teamsByUser(ctx context.Context, scope access.Scope) (map[string][]Team, error) {
	teams, err := s.Teams(ctx, scope)
	if err != nil || len(teams) == 0 {
		return nil, err
	}
	in, err := db.Select[model.TeamMember](s.db, scope.Within(wide)).All(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string][]Team{}
	for _, t := range teams {
		for _, m := range in {
			if m.TeamID == t.ID {
				out[m.UserID] = append(out[m.UserID], t)
			}
		}
	}
	return out, nil
}

// CreateTeam makes a team (admins and above).
func (s *Store) CreateTeam(ctx context.Context, scope access.Scope, name string) (Team, error) {
	name = strings.TrimSpace(name)
	if p := nameProblem("name", name); p != nil {
		return Team{}, fault.InvalidInput(*p)
	}
	t := model.Team{ID: model.NewID(model.TeamID), Name: name}
	err := s.administer(ctx, scope, func(ctx context.Context, tx *db.DB, h held) error {
		t.CreatedAt, t.UpdatedAt = tx.Now(), tx.Now()
		if err := db.Add(ctx, tx, h.boundary(), &t); err != nil {
			return err
		}
		return s.recordTeam(ctx, tx, h, "team.created", t.ID, nil)
	})
	return teamShown(t), err
}

func (s *Store) recordTeam(ctx context.Context, tx *db.DB, h held, kind, teamID string, details map[string]any) error {
	return event.Record(ctx, tx, h.Actor(), h.boundary(),
		event.Change{Type: kind, Subject: "team", SubjectID: teamID, Details: details})
}

// RenameTeam fails with FIREWALL_NOT_FOUND when there is no such team.
func (s *Store) RenameTeam(ctx context.Context, scope access.Scope, teamID, name string) (Team, error) {
	name = strings.TrimSpace(name)
	if p := nameProblem("name", name); p != nil {
		return Team{}, fault.InvalidInput(*p)
	}
	var t model.Team
	err := s.administer(ctx, scope, func(ctx context.Context, tx *db.DB, h held) (err error) {
		if t, err = team(ctx, tx, h, teamID); err != nil || t.Name == name {
			return err
		}
		t.Name, t.UpdatedAt = name, tx.Now()
		if err := db.Change(ctx, tx, h.boundary(), &t, "name", "updated_at"); err != nil {
			return err
		}
		return s.recordTeam(ctx, tx, h, "team.renamed", t.ID, nil)
	})
	return teamShown(t), err
}

func team(ctx context.Context, tx *db.DB, h held, teamID string) (model.Team, error) {
	return db.Select[model.Team](tx, h.boundary()).Where("id = ?", teamID).One(ctx)
}

// DeleteTeam ends a team; open invitations lose it. Fails with STILL_IN_USE while
// entries belong to it, with FIREWALL_NOT_FOUND when there is no such team.
func (s *Store) DeleteTeam(ctx context.Context, scope access.Scope, teamID string) error {
	return s.administer(ctx, scope, func(ctx context.Context, tx *db.DB, h held) error {
		if _, err := team(ctx, tx, h, teamID); err != nil {
			return err
		}
		if _, err := db.Update[model.Invitation](tx, h.boundary()).Set("team_id = NULL").Where("team_id = ?", teamID).Do(ctx); err != nil {
			return err
		}
		if _, err := db.Remove[model.Team](tx, h.boundary()).Where("id = ?", teamID).Do(ctx); err != nil {
			return err
		}
		if err := s.recordTeam(ctx, tx, h, "team.deleted", teamID, nil); err != nil {
			return err
		}
		_, err := db.UpdatePlatform[model.Session](tx).Set("active_team_id = NULL").Where("active_team_id = ?", teamID).Do(ctx)
		return err
	})
}

// Placing is a member in a team.
type Placing struct {
	ID, TeamID, UserID string
	CreatedAt          model.Time
}

// Placings lists who is in a team, for every member of the organization. Fails with
// FIREWALL_NOT_FOUND when there is no such team.
func (s *Store) Placings(ctx context.Context, scope access.Scope, teamID string) ([]Placing, error) {
	if !scope.Member() {
		return nil, s.gate.Selection().Outsider(scope.Organization())
	}
	if _, err := db.Select[model.Team](s.db, scope.Within(wide)).Where("id = ?", teamID).One(ctx); err != nil {
		return nil, err
	}
	rows, err := db.Select[model.TeamMember](s.db, scope.Within(wide)).Where("team_id = ?", teamID).Order("created_at, id").All(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Placing, len(rows))
	for i, r := range rows {
		out[i] = Placing{ID: r.ID, TeamID: r.TeamID, UserID: r.UserID, CreatedAt: r.CreatedAt}
	}
	return out, nil
}

// ActivateTeam makes a team that the actor is in their session's default; "" clears
// it. Fails with FIREWALL_NOT_FOUND for a team that is not the organization's, and
// with ACCESS_ROLE_REQUIRED for one the actor is not in.
func (s *Store) ActivateTeam(ctx context.Context, scope access.Scope, teamID string) (Team, error) {
	if teamID == "" {
		return Team{}, s.people.ActivateTeam(ctx, s.db, scope.Actor(), "")
	}
	t, err := db.Select[model.Team](s.db, scope.Within(wide)).Where("id = ?", teamID).One(ctx)
	if err != nil {
		return Team{}, err
	}
	if !slices.Contains(scope.Teams(), teamID) {
		return Team{}, fault.RoleRequired()
	}
	return teamShown(t), s.people.ActivateTeam(ctx, s.db, scope.Actor(), teamID)
}

// AddTeamMember puts a member into a team; doing it twice is the same as once.
// Fails with FIREWALL_NOT_FOUND when there is no such team or member.
func (s *Store) AddTeamMember(ctx context.Context, scope access.Scope, teamID, userID string) error {
	return s.administer(ctx, scope, func(ctx context.Context, tx *db.DB, h held) error {
		if _, err := team(ctx, tx, h, teamID); err != nil {
			return err
		}
		if _, err := db.Select[model.Member](tx, h.boundary()).Where("user_id = ?", userID).One(ctx); err != nil {
			return err
		}
		added, err := joinTeam(ctx, tx, h.boundary(), teamID, userID)
		if err != nil || !added {
			return err
		}
		return s.recordTeam(ctx, tx, h, "team.member_added", teamID, map[string]any{"userId": userID})
	})
}

func joinTeam(ctx context.Context, tx *db.DB, b access.Boundary, teamID, userID string) (added bool, err error) {
	there, err := db.Select[model.TeamMember](tx, b).Where("team_id = ?", teamID).Where("user_id = ?", userID).Exists(ctx)
	if err != nil || there {
		return false, err
	}
	m := model.TeamMember{ID: model.NewID(model.TeamMemberID), TeamID: teamID, UserID: userID, CreatedAt: tx.Now()}
	return true, db.Add(ctx, tx, b, &m)
}

// RemoveTeamMember fails with FIREWALL_NOT_FOUND when they are not in the team.
func (s *Store) RemoveTeamMember(ctx context.Context, scope access.Scope, teamID, userID string) error {
	return s.administer(ctx, scope, func(ctx context.Context, tx *db.DB, h held) error {
		n, err := db.Remove[model.TeamMember](tx, h.boundary()).Where("team_id = ?", teamID).Where("user_id = ?", userID).Do(ctx)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.Missing()
		}
		return s.recordTeam(ctx, tx, h, "team.member_removed", teamID, map[string]any{"userId": userID})
	})
}
