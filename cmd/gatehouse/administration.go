package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"

	"github.com/urfave/cli/v3"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/event"
	"gatehouse/db/migrations"
)

func organizationsCommand(environ []string) *cli.Command {
	return &cli.Command{
		Name:  "organizations",
		Usage: "list organizations with their ids",
		Commands: []*cli.Command{{
			Name: "list", Usage: "list organizations", Description: "gatehouse organizations list --json",
			Flags: append(configFlags(), jsonFlag()),
			Action: func(ctx context.Context, cmd *cli.Command) error {
				return administerUnpinned(ctx, cmd, environ, func(p *Program) error {
					list, err := p.org.ListAll(ctx)
					if err != nil {
						return err
					}
					if cmd.Bool("json") {
						return writeJSON(cmd.Root().Writer, list)
					}
					w := tabwriter.NewWriter(cmd.Root().Writer, 0, 4, 2, ' ', 0)
					_, _ = fmt.Fprintln(w, "ID\tSLUG\tNAME\tMEMBERS")
					for _, o := range list {
						_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%d\n", o.ID, o.Slug, o.Name, o.Members)
					}
					return w.Flush()
				})
			},
		}},
	}
}

// administerUnpinned is administer without an organization the installation is
// bound to, so that a wrong id can be looked up.
func administerUnpinned(ctx context.Context, cmd *cli.Command, environ []string, run func(p *Program) error) error {
	c, err := settle(cmd, environ)
	if err != nil {
		return err
	}
	c.Features.PinnedOrganizationID = ""
	return administerWith(ctx, c, run)
}

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
						user, err := p.auth.SetRole(ctx, cmd.Args().Get(0), cmd.Args().Get(1))
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

func migrateCommand(environ []string) *cli.Command {
	command := func(name, usage string, run func(ctx context.Context, cmd *cli.Command, o db.Options) error, flags ...cli.Flag) *cli.Command {
		return &cli.Command{
			Name: name, Usage: usage, Description: "gatehouse migrate " + name, Flags: append(configFlags(), flags...),
			Action: func(ctx context.Context, cmd *cli.Command) error {
				c, err := settle(cmd, environ)
				if err != nil {
					return err
				}
				return run(ctx, cmd, db.Options{URL: or(c.Database.MigrateURL, c.Database.URL)})
			},
		}
	}
	return &cli.Command{
		Name:  "migrate",
		Usage: "look at the schema's steps, take them or take one back",
		Commands: []*cli.Command{
			command("up", "take the steps that are missing", func(ctx context.Context, _ *cli.Command, o db.Options) error {
				return migrations.Up(ctx, o)
			}),
			command("down", "take the newest step back; its tables and what they hold are gone", func(ctx context.Context, cmd *cli.Command, o db.Options) error {
				if !cmd.Bool("yes") {
					return errors.New("this deletes the tables of the newest step with everything in them; back up first, then say gatehouse migrate down --yes")
				}
				pool, dialect, roles, err := db.OpenOwner(o)
				if err != nil {
					return err
				}
				name, err := migrations.Down(ctx, pool, migrations.Target{Dialect: dialect, Roles: roles}, migrations.Steps())
				if err == nil {
					_, err = fmt.Fprintln(cmd.Root().Writer, "took back", or(name, "nothing"))
				}
				return errors.Join(err, pool.Close())
			}, &cli.BoolFlag{Name: "yes", Usage: "delete the tables of the newest step and what they hold"}),
			command("status", "list the steps", func(ctx context.Context, cmd *cli.Command, o db.Options) error {
				applied, missing, err := migrations.Status(ctx, o)
				if err != nil {
					return err
				}
				if cmd.Bool("json") {
					return writeJSON(cmd.Root().Writer, map[string]any{"applied": applied, "missing": missing})
				}
				for _, a := range applied {
					_, _ = fmt.Fprintf(cmd.Root().Writer, "%s  %s\n", a.Name, a.At.Format("2006-01-02 15:04:05"))
				}
				for _, name := range missing {
					_, _ = fmt.Fprintf(cmd.Root().Writer, "%s  missing\n", name)
				}
				return nil
			}, jsonFlag()),
		},
	}
}

func routesCommand(environ []string) *cli.Command {
	return &cli.Command{
		Name: "routes", Usage: "list every route with whom it serves", Description: "gatehouse routes --json",
		Flags: append(configFlags(), jsonFlag()),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			return administer(ctx, cmd, environ, func(p *Program) error {
				routes := p.server().Routes()
				if cmd.Bool("json") {
					return writeJSON(cmd.Root().Writer, routes)
				}
				w := tabwriter.NewWriter(cmd.Root().Writer, 0, 4, 2, ' ', 0)
				for _, r := range routes {
					_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.Method, r.Path, r.Who, r.Role)
				}
				return w.Flush()
			})
		},
	}
}

func auditCommand(environ []string) *cli.Command {
	return &cli.Command{
		Name:  "audit",
		Usage: "check that nobody rewrote an audit log",
		Commands: []*cli.Command{{
			Name: "verify", Usage: "recompute an organization's chain of events", ArgsUsage: "SLUG",
			Description: "gatehouse audit verify acme", Flags: configFlags(),
			Action: func(ctx context.Context, cmd *cli.Command) error {
				if cmd.Args().Len() != 1 {
					return errors.New("name the organization: gatehouse audit verify acme")
				}
				return administer(ctx, cmd, environ, func(p *Program) error {
					scope, err := p.gate.Administer(ctx, access.Target{Slug: cmd.Args().First()}, "audit verify")
					if err != nil {
						return explain(err)
					}
					checked, broken, err := event.Verify(ctx, p.db, scope)
					if err != nil {
						return err
					}
					for _, b := range broken {
						_, _ = fmt.Fprintf(cmd.Root().Writer, "event %d %s: %s\n", b.Number, b.ID, b.Reason)
					}
					if len(broken) > 0 {
						return fmt.Errorf("%d of %d events do not fit the chain", len(broken), checked)
					}
					_, err = fmt.Fprintf(cmd.Root().Writer, "%d events, all as they were written\n", checked)
					return err
				})
			},
		}},
	}
}

func doctorCommand(environ []string) *cli.Command {
	return &cli.Command{
		Name: "doctor", Usage: "check the configuration, the database and its walls", Description: "gatehouse doctor",
		Flags: configFlags(),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			return administer(ctx, cmd, environ, func(p *Program) error {
				if err := p.ready(ctx); err != nil {
					return err
				}
				out := cmd.Root().Writer
				_, _ = fmt.Fprintf(out, "%s\ndatabase: %s, reachable, migrated\n", Check(p.config), p.db.Dialect())
				for _, table := range db.OwnedTables() {
					_, _ = fmt.Fprintf(out, "wall: %s\n", table)
				}
				return nil
			})
		},
	}
}
