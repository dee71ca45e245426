package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/urfave/cli/v3"

	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/content"
	"gatehouse/db/org"
	"gatehouse/db/schema"
)

// demoPassword opens every account of the demo; the command says so.
const demoPassword = "lantern walk at dusk"

type demoHouse struct {
	name    string
	members []demoMember
	authors []string
	tags    []string
	posts   []demoPost
	pages   []demoPost
}

type demoMember struct{ name, email, role string }

type demoPost struct {
	title, summary, body, author string
	tags                         []string
	draft                        bool
}

func demoCommand(environ []string) *cli.Command {
	return &cli.Command{
		Name: "demo", Usage: "fill an empty database with two organizations, people of every role and content",
		Description: "gatehouse demo --data demo/\nIt refuses a database that has a user.",
		Flags:       configFlags(),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			return administer(ctx, cmd, environ, func(p *Program) error {
				if p.config.Features.PinnedOrganizationID != "" {
					return errors.New("the demo founds organizations; run it without features.pinnedOrganizationId")
				}
				if err := p.fillDemo(ctx); err != nil {
					return explain(err)
				}
				out := cmd.Root().Writer
				for _, h := range demoHouses {
					_, _ = fmt.Fprintln(out, h.name)
					for _, m := range h.members {
						_, _ = fmt.Fprintf(out, "  %-7s %s\n", m.role, m.email)
					}
				}
				_, err := fmt.Fprintf(out, "Everybody’s password is: %s\n", demoPassword)
				return err
			})
		},
	}
}

func (p *Program) fillDemo(ctx context.Context) error {
	var owner access.Actor
	for i, h := range demoHouses {
		first := h.members[0]
		var id string
		if i == 0 {
			made, err := p.org.Bootstrap(ctx, org.SetupInput{
				Organization: h.name, Person: auth.PersonInput{Name: first.name, Email: first.email, Password: demoPassword},
			})
			if err != nil {
				return err
			}
			id = made.Organization.ID
			arrival, err := p.auth.SignIn(ctx, auth.Credentials{Email: first.email, Password: demoPassword}, auth.Device{})
			if err != nil {
				return err
			}
			if owner, err = p.gate.Recognize(ctx, access.Credential{Secret: arrival.Token}); err != nil {
				return err
			}
		} else {
			made, err := p.org.Create(ctx, owner, org.Input{Name: h.name})
			if err != nil {
				return err
			}
			id = made.ID
		}
		scope, err := p.gate.Enter(ctx, owner, access.Asked{ID: id})
		if err != nil {
			return err
		}
		for _, m := range h.members[1:] {
			person := auth.PersonInput{Name: m.name, Email: m.email, Password: demoPassword}
			if _, err := p.org.AddPerson(ctx, scope, person, m.role); err != nil {
				return fmt.Errorf("%s: %w", m.email, err)
			}
		}
		if err := p.fillHouse(ctx, scope, h); err != nil {
			return err
		}
	}
	return p.auth.SignOut(ctx, owner)
}

// fillHouse writes an organization's content, as its owner would.
func (p *Program) fillHouse(ctx context.Context, scope access.Scope, h demoHouse) error {
	ids := map[string]string{}
	for collection, names := range map[string][]string{"authors": h.authors, "tags": h.tags} {
		for _, name := range names {
			e, err := p.content.Create(ctx, scope, collection, schema.Values{"name": name}, content.CreateOptions{Publish: true})
			if err != nil {
				return fmt.Errorf("%s %s: %w", collection, name, err)
			}
			ids[name] = e.ID
		}
	}
	for _, post := range h.posts {
		values := schema.Values{"title": post.title, "summary": post.summary, "content": post.body}
		if post.author != "" {
			values["author"] = ids[post.author]
		}
		var tags []string
		for _, name := range post.tags {
			tags = append(tags, ids[name])
		}
		if len(tags) > 0 {
			values["tags"] = tags
		}
		if _, err := p.content.Create(ctx, scope, "posts", values, content.CreateOptions{Publish: !post.draft}); err != nil {
			return fmt.Errorf("post %s: %w", post.title, err)
		}
	}
	for _, page := range h.pages {
		values := schema.Values{"title": page.title, "content": page.body}
		if _, err := p.content.Create(ctx, scope, "pages", values, content.CreateOptions{Publish: !page.draft}); err != nil {
			return fmt.Errorf("page %s: %w", page.title, err)
		}
	}
	return nil
}
