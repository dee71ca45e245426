package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/urfave/cli/v3"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/content/wordpress"
	"gatehouse/db/fault"
	"gatehouse/views/page"
)

func importWordPressCommand(environ []string) *cli.Command {
	return &cli.Command{
		Name: "wordpress", Usage: "import an export file of WordPress (WXR 1.0 to 1.2)", ArgsUsage: "FILE.xml",
		Description: "gatehouse import wordpress export.xml --organization acme --dry-run\n" +
			"Posts, pages, authors, tags and categories go in; everything in the file is accounted for, one by one.\n" +
			"A second run changes nothing.",
		Flags: append(configFlags(),
			&cli.StringFlag{Name: "organization", Usage: "the `SLUG` of the organization", Required: true},
			&cli.BoolFlag{Name: "dry-run", Usage: "say what would be done and write nothing"},
			&cli.BoolFlag{Name: "strict", Usage: "import nothing unless all of it can go in"},
			jsonFlag(),
		),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			if cmd.Args().Len() != 1 {
				return errors.New("name one file: gatehouse import wordpress export.xml --organization acme")
			}
			name := cmd.Args().First()
			file, err := os.Open(name)
			if err != nil {
				return fmt.Errorf("%s is not a file that can be read", name)
			}
			defer func() { _ = file.Close() }()
			return administer(ctx, cmd, environ, func(p *Program) error {
				scope, err := p.gate.Administer(ctx, access.Target{Slug: cmd.String("organization")}, "import")
				if err != nil {
					return fmt.Errorf("there is no organization with the slug %q; \"gatehouse organizations list\" shows them", cmd.String("organization"))
				}
				account, err := p.content.ImportWordPress(ctx, scope, file, content.WordPressOptions{
					Name: filepath.Base(name), DryRun: cmd.Bool("dry-run"), Strict: cmd.Bool("strict"), Progress: progress(cmd),
				})
				var mistake *wordpress.Mistake
				switch {
				case errors.As(err, &mistake):
					return fmt.Errorf("%s:%d: %s", name, mistake.Line, page.WordPressText(mistake.Code, mistake.Params))
				case fault.Has(err, fault.CodeRoleRequired):
					return fmt.Errorf("the rules of %q do not allow an import", fault.As(err).Params["collection"])
				case err != nil:
					return explain(err)
				}
				return reportWordPress(cmd, name, account)
			})
		},
	}
}

func reportWordPress(cmd *cli.Command, name string, a content.Account) error {
	out := cmd.Root().Writer
	if cmd.Bool("json") {
		if err := writeJSON(out, a); err != nil {
			return err
		}
	} else if err := tellWordPress(out, name, a, cmd.Bool("dry-run")); err != nil {
		return err
	}
	switch refused := a.Counts[content.Refused]; {
	case a.Abandoned:
		return fmt.Errorf("nothing was imported: %d could not be", refused)
	case refused > 0:
		return fmt.Errorf("%d could not be imported", refused)
	}
	return nil
}

// tellWordPress names what stays out, then what went in differently, then counts.
func tellWordPress(out io.Writer, name string, a content.Account, dry bool) (err error) {
	say := func(format string, values ...any) {
		if err == nil {
			_, err = fmt.Fprintf(out, format, values...)
		}
	}
	for _, note := range a.Notes {
		say("%s: %s\n", name, page.WordPressText(note.Code, note.Params))
	}
	for _, c := range a.Items {
		what := fmt.Sprintf("%s:%d: %s %q", name, c.Line, page.WordPressKind(c.Type), c.Name)
		if c.Name == "" {
			what = fmt.Sprintf("%s:%d: %s %s", name, c.Line, page.WordPressKind(c.Type), c.ID)
		}
		if c.Reason != nil {
			say("%s stays out. %s\n", what, page.WordPressText(c.Reason.Code, c.Reason.Params))
		}
		for _, p := range c.Problems {
			say("%s is refused: %s: %s\n", what, p.Field, page.ProblemText(p.Field, fault.Problem(p)))
		}
		if c.Fate != content.Created && c.Fate != content.Updated { // a second run would only say it again
			continue
		}
		for _, r := range c.Remarks {
			say("%s goes in. %s\n", what, page.WordPressText(r.Code, r.Params))
		}
	}
	kinds, counts := []string{}, map[string]map[content.Fate]int{}
	for _, c := range a.Items {
		if counts[c.Type] == nil {
			kinds, counts[c.Type] = append(kinds, c.Type), map[content.Fate]int{}
		}
		counts[c.Type][c.Fate]++
	}
	slices.Sort(kinds)
	for _, kind := range kinds {
		n := counts[kind]
		say("%-14s %4d created, %4d updated, %4d unchanged, %4d refused, %4d left out\n", page.WordPressKind(kind),
			n[content.Created], n[content.Updated], n[content.Unchanged], n[content.Refused], n[content.Left])
	}
	n, changes := a.Counts, a.Counts[content.Created]+a.Counts[content.Updated]
	say("%d created, %d updated, %d unchanged, %d refused, %d left out: ", n[content.Created], n[content.Updated], n[content.Unchanged], n[content.Refused], n[content.Left])
	switch {
	case a.Abandoned:
		say("no change, because of --strict\n")
	case dry:
		say("%d changes would be made\n", changes)
	default:
		say("%d changes\n", changes)
	}
	return err
}
