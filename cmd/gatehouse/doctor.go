package main

import (
	"context"
	"fmt"

	"github.com/urfave/cli/v3"

	"gatehouse/db"
)

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
