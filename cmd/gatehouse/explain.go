package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v3"

	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/fault"
	"gatehouse/web/cms"
)

// explained is the answer of explain --json.
type explained struct {
	Allowed  bool   `json:"allowed"`
	Code     string `json:"code,omitempty"`
	Role     string `json:"role,omitempty"`
	Sentence string `json:"sentence"`
	Help     string `json:"help,omitempty"`
}

func explainCommand(environ []string) *cli.Command {
	return &cli.Command{
		Name: "explain", Usage: "say why somebody may or may not do something", ArgsUsage: "COLLECTION[/ID]",
		Description: "gatehouse explain --as bo@example.com --organization acme --action update posts/ent_…\n" +
			"It evaluates the rule that decides, and says the same sentence as the pages.",
		Flags: append(configFlags(),
			&cli.StringFlag{Name: "as", Usage: "the `ADDRESS` of the person", Required: true},
			&cli.StringFlag{Name: "organization", Usage: "the `SLUG` of the organization", Required: true},
			&cli.StringFlag{Name: "action", Usage: "list, get, create, update, delete, publish, unpublish, preview, duplicate, restoration, delete.permanently, an action's `NAME`, list.VIEW, see.FIELD or write.FIELD", Required: true},
			jsonFlag(),
		),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			if cmd.Args().Len() != 1 {
				return errors.New("name one entry: gatehouse explain --as ADDRESS --organization SLUG --action update posts/ID")
			}
			return administer(ctx, cmd, environ, func(p *Program) error { return p.explain(ctx, cmd) })
		},
	}
}

func (p *Program) explain(ctx context.Context, cmd *cli.Command) error {
	slug, action := cmd.String("organization"), cmd.String("action")
	collection, id, _ := strings.Cut(cmd.Args().First(), "/")
	email, err := auth.NormalizeEmail(cmd.String("as"))
	if err != nil {
		return explain(err)
	}
	user, err := p.auth.UserByEmail(ctx, p.db, email)
	if fault.Is(err, fault.NotFound) {
		return fmt.Errorf("nobody has the address %s; \"gatehouse users list\" shows who there is", email)
	}
	if err != nil {
		return err
	}
	scope, err := p.gate.Suppose(ctx, access.Identity{Kind: access.Person, UserID: user.ID, Name: user.Name, UserRole: user.Role}, access.Target{Slug: slug})
	if err == nil && scope.Organization().Slug == "" {
		err = fault.NotFoundOf("organization")
	}
	if err != nil {
		return fmt.Errorf("there is no organization with the slug %q; \"gatehouse organizations list\" shows them", slug)
	}
	x, err := p.content.Explain(ctx, scope, collection, action, id)
	if fault.Is(err, fault.NotFound) {
		return fmt.Errorf("there is no collection %q with the action %q; there are the collections %s", collection, action,
			strings.Join(p.registry.For(scope.OrganizationID()).Names(), ", "))
	}
	if err != nil {
		return err
	}
	why := cms.WhyOf(x)
	if cmd.Bool("json") {
		return writeJSON(cmd.Root().Writer, explained{x.Allowed, x.Code, x.Role, why.Sentence(), why.Help()})
	}
	text := why.Sentence()
	if help := why.Help(); help != "" {
		text += "\n" + help
	}
	_, err = fmt.Fprintln(cmd.Root().Writer, text)
	return err
}
