package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"github.com/urfave/cli/v3"
	"golang.org/x/term"

	"gatehouse/db/access"
	"gatehouse/db/content"
)

func importCommand(environ []string) *cli.Command {
	return &cli.Command{
		Name:  "import",
		Usage: "bring content in",
		Commands: append([]*cli.Command{importWordPressCommand(environ), {
			Name: "markdown", Usage: "import a folder of Markdown files with YAML front matter", ArgsUsage: "FOLDER",
			Description: "gatehouse import markdown posts/ --organization acme --collection posts\n" +
				"A second run changes nothing. A bad file is named with line and reason while the rest goes in.",
			Flags: append(configFlags(),
				&cli.StringFlag{Name: "organization", Usage: "the `SLUG` of the organization", Required: true},
				&cli.StringFlag{Name: "collection", Usage: "the `NAME` of the collection", Value: "posts"},
				&cli.BoolFlag{Name: "strict", Usage: "import nothing unless every file is good"},
				jsonFlag(),
			),
			Action: func(ctx context.Context, cmd *cli.Command) error {
				if cmd.Args().Len() != 1 {
					return errors.New("name one folder: gatehouse import markdown posts/ --organization acme")
				}
				folder := cmd.Args().First()
				if info, err := os.Stat(folder); err != nil || !info.IsDir() {
					return fmt.Errorf("%s is not a folder that can be read", folder)
				}
				return administer(ctx, cmd, environ, func(p *Program) error {
					scope, err := p.gate.Administer(ctx, access.Target{Slug: cmd.String("organization")}, "import")
					if err != nil {
						return fmt.Errorf("there is no organization with the slug %q; \"gatehouse organizations list\" shows them", cmd.String("organization"))
					}
					if _, err := p.content.Collection(scope, cmd.String("collection")); err != nil {
						return fmt.Errorf("there is no collection %q; there are %v", cmd.String("collection"), p.registry.For(scope.OrganizationID()).Names())
					}
					report, err := p.content.ImportMarkdown(ctx, scope, cmd.String("collection"), os.DirFS(folder), content.ImportOptions{
						Strict: cmd.Bool("strict"), Progress: progress(cmd),
					})
					if err != nil {
						return explain(err)
					}
					return reportImport(cmd, report)
				})
			},
		}}, fileCommands(environ)...),
	}
}

// progress counts files on a terminal and is silent elsewhere.
func progress(cmd *cli.Command) func(done, total int) {
	errors, ok := cmd.Root().ErrWriter.(*os.File)
	if !ok || !term.IsTerminal(int(errors.Fd())) || cmd.Bool("json") {
		return nil
	}
	return func(done, total int) {
		_, _ = fmt.Fprintf(errors, "\r%d of %d", done, total)
		if done == total {
			_, _ = fmt.Fprintln(errors)
		}
	}
}

func reportImport(cmd *cli.Command, r content.ImportReport) error {
	out := cmd.Root().Writer
	if cmd.Bool("json") {
		r.Failures, r.Notes = append([]content.ImportFailure{}, r.Failures...), append([]content.ImportFailure{}, r.Notes...) // [] rather than null
		if err := writeJSON(out, r); err != nil {
			return err
		}
	} else if err := tellImport(out, r); err != nil {
		return err
	}
	if len(r.Failures) > 0 {
		return fmt.Errorf("%d files could not be imported", len(r.Failures))
	}
	return nil
}

func tellImport(out io.Writer, r content.ImportReport) error {
	for _, f := range r.Failures {
		if _, err := fmt.Fprintf(out, "%s:%d: %s\n", f.File, f.Line, f.Reason); err != nil {
			return err
		}
	}
	if r.Created+r.Updated > 0 { // a second run would only say it again
		for _, n := range r.Notes {
			if _, err := fmt.Fprintf(out, "%s:%d: imported, but %s\n", n.File, n.Line, n.Reason); err != nil {
				return err
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.Related)) {
		if _, err := fmt.Fprintf(out, "%d created on demand in %s\n", r.Related[name], name); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(out, "%d created, %d updated, %d unchanged: %d changes\n", r.Created, r.Updated, r.Unchanged, r.Created+r.Updated)
	return err
}
