package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/urfave/cli/v3"

	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/schema"
)

func usersCommand(environ []string) *cli.Command {
	return &cli.Command{
		Name:  "users",
		Usage: "list users and set their platform role",
		Commands: []*cli.Command{
			{
				Name: "list", Usage: "list users", Description: "gatehouse users list --json",
				Flags: append(configFlags(), jsonFlag()),
				Action: func(ctx context.Context, cmd *cli.Command) error {
					return administer(ctx, cmd, environ, func(p *Program) error { return p.listUsers(ctx, cmd) })
				},
			},
			{
				Name: "set-role", Usage: "give a user a platform role", ArgsUsage: "EMAIL ROLE",
				Description: "gatehouse users set-role ada@example.com admin",
				Flags:       configFlags(),
				Action: func(ctx context.Context, cmd *cli.Command) error {
					if cmd.Args().Len() != 2 {
						return errors.New("name the user and the role: gatehouse users set-role ada@example.com admin")
					}
					return administer(ctx, cmd, environ, func(p *Program) error {
						role := cmd.Args().Get(1)
						if known := platformRoles(p.config.Collections); !slices.Contains(known, role) {
							return fmt.Errorf("there is no platform role %q; there are %s", role, strings.Join(known, ", "))
						}
						user, err := p.auth.SetRole(ctx, cmd.Args().Get(0), role)
						if err != nil {
							return explain(err)
						}
						_, err = fmt.Fprintf(cmd.Root().Writer, "%s is now %s\n", user.Email, user.Role)
						return err
					})
				},
			},
		},
	}
}

// platformRoles are the built-in ones and those that a rule names.
func platformRoles(collections []schema.Collection) []string {
	roles := []string{auth.RoleUser, auth.RoleAdmin}
	var collect func(r *access.Rule)
	collect = func(r *access.Rule) {
		if r == nil {
			return
		}
		roles = append(roles, r.UserRole...)
		for i := range r.Or {
			collect(&r.Or[i])
		}
		for i := range r.And {
			collect(&r.And[i])
		}
	}
	for _, c := range collections {
		for _, rule := range c.Access {
			collect(rule)
		}
		for _, v := range c.Views {
			collect(v.Access)
		}
		for _, a := range c.Actions {
			collect(a.Access)
		}
	}
	slices.Sort(roles)
	return slices.Compact(roles)
}

type listedUser struct {
	ID            string `json:"id"`
	Email         string `json:"email"`
	Name          string `json:"name"`
	Role          string `json:"role"`
	EmailVerified bool   `json:"emailVerified"`
	CreatedAt     string `json:"createdAt"`
}

func (p *Program) listUsers(ctx context.Context, cmd *cli.Command) error {
	users, err := p.auth.Users(ctx)
	if err != nil {
		return err
	}
	list := make([]listedUser, len(users))
	for i, u := range users {
		list[i] = listedUser{u.ID, u.Email, u.Name, u.Role, u.EmailVerified, u.CreatedAt.String()}
	}
	if cmd.Bool("json") {
		return writeJSON(cmd.Root().Writer, list)
	}
	w := tabwriter.NewWriter(cmd.Root().Writer, 0, 4, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "ID\tEMAIL\tNAME\tPLATFORM ROLE")
	for _, u := range list {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", u.ID, u.Email, u.Name, u.Role)
	}
	return w.Flush()
}
