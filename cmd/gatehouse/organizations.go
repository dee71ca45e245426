package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/urfave/cli/v3"
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
