package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/urfave/cli/v3"
)

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
