package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v3"

	"gatehouse/db/auth"
	"gatehouse/db/fault"
	"gatehouse/db/org"
)

// The answer of bootstrap --json.
type founded struct {
	Organization foundedOrganization `json:"organization"`
	User         foundedUser         `json:"user"`
}

type foundedOrganization struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Slug string `json:"slug"`
}

type foundedUser struct {
	ID    string `json:"id"`
	Email string `json:"email"`
}

func bootstrapCommand(environ []string) *cli.Command {
	return &cli.Command{
		Name:  "bootstrap",
		Usage: "create the first organization and its owner",
		Description: "echo 'a long passphrase' | gatehouse bootstrap --organization Acme --name 'Ada Lindqvist' --email ada@example.com --password-stdin\n" +
			"It refuses when a user exists. The owner also gets the platform role admin.",
		Flags: append(configFlagsBut("name"),
			&cli.StringFlag{Name: "organization", Usage: "the organization's `NAME`", Required: true},
			&cli.StringFlag{Name: "slug", Usage: "its `SLUG`; made from the name by default"},
			&cli.StringFlag{Name: "name", Usage: "the owner's `NAME`", Required: true},
			&cli.StringFlag{Name: "email", Usage: "the owner's `ADDRESS`", Required: true},
			&cli.BoolFlag{Name: "password-stdin", Usage: "read the password from the first line of standard input", Required: true},
			jsonFlag(),
		),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			password, err := firstLine(cmd.Root().Reader)
			if err != nil {
				return err
			}
			from := sourcesOf(cmd, environ)
			delete(from.Flags, "name") // here it is the owner's, not the installation's
			c, err := LoadConfig(from)
			if err != nil {
				return err
			}
			return administerWith(ctx, c, func(p *Program) error {
				made, err := p.org.Bootstrap(ctx, org.SetupInput{
					Organization: cmd.String("organization"), Slug: cmd.String("slug"),
					Person: auth.PersonInput{Name: cmd.String("name"), Email: cmd.String("email"), Password: password},
				})
				if err != nil {
					return explain(err)
				}
				o := made.Organization
				if cmd.Bool("json") {
					return writeJSON(cmd.Root().Writer, founded{
						foundedOrganization{o.ID, o.Name, o.Slug}, foundedUser{made.User.ID, made.User.Email},
					})
				}
				_, err = fmt.Fprintf(cmd.Root().Writer, "organization %s  %s (%s)\nuser         %s  %s\n",
					o.ID, o.Name, o.Slug, made.User.ID, made.User.Email)
				return err
			})
		},
	}
}

// configFlagsBut are the flags of all settings except one whose name a command
// needs for itself.
func configFlagsBut(name string) []cli.Flag {
	return slices.DeleteFunc(configFlags(), func(f cli.Flag) bool { return slices.Contains(f.Names(), name) })
}

func jsonFlag() cli.Flag { return &cli.BoolFlag{Name: "json", Usage: "write JSON"} }

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// firstLine reads a secret from standard input; it never stands in the arguments,
// where other people on the machine could read it.
func firstLine(r io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(r, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read standard input: %w", err)
	}
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", errors.New("standard input holds no password")
	}
	return line, nil
}

// administer runs a command on the wired program.
func administer(ctx context.Context, cmd *cli.Command, environ []string, run func(p *Program) error) error {
	c, err := settle(cmd, environ)
	if err != nil {
		return err
	}
	return administerWith(ctx, c, run)
}

func administerWith(ctx context.Context, c Config, run func(p *Program) error) error {
	if c.Log.Level == "info" {
		c.Log.Level = "warn" // a command's own words are enough
	}
	p, err := wire(ctx, c, logger(c), false)
	if err != nil {
		return err
	}
	return errors.Join(run(p), p.close())
}

// explain turns a fault into a sentence for a terminal.
func explain(err error) error {
	f := fault.As(err)
	switch {
	case f.Code == fault.CodeSetupDone:
		return errors.New("there is a user already; bootstrap is for the first one. \"gatehouse users list\" shows who")
	case len(f.Problems) > 0:
		var lines []string
		for _, problem := range f.Problems {
			line := problem.Field + ": " + strings.ReplaceAll(problem.Code, "_", " ")
			for name, value := range problem.Params {
				line += fmt.Sprintf(" (%s %s)", name, value)
			}
			lines = append(lines, line)
		}
		return errors.New(strings.Join(lines, "\n"))
	case f.Kind == fault.NotFound:
		return errors.New("there is no such " + or(f.Params["thing"], "thing"))
	}
	return err
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
