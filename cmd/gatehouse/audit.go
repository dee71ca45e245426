package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/urfave/cli/v3"

	"gatehouse/db/access"
	"gatehouse/db/event"
)

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
