package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v3"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/content/sheet"
	"gatehouse/db/fault"
	"gatehouse/views/page"
	"gatehouse/web/api"
)

// fileCommands import files of rows, one command per format.
func fileCommands(environ []string) (list []*cli.Command) {
	for _, format := range sheet.Formats() {
		name := string(format)
		list = append(list, &cli.Command{
			Name: name, Usage: "import a " + strings.ToUpper(name) + " file", ArgsUsage: "FILE",
			Description: "gatehouse import " + name + " posts." + name + " --organization acme --collection posts --key slug --dry-run\n" +
				"gatehouse import " + name + " posts." + name + " --organization acme --collection posts --map Headline=title --publish\n" +
				"Columns go into the fields they are called after. A row whose key an entry has changes that entry.\n" +
				"A bad row is named with its line while the others go in; \"gatehouse import undo\" takes it all back.",
			Flags: append(configFlags(),
				&cli.StringFlag{Name: "organization", Usage: "the `SLUG` of the organization", Required: true},
				&cli.StringFlag{Name: "collection", Usage: "the `NAME` of the collection", Required: true},
				&cli.StringSliceFlag{Name: "map", Usage: "a `COLUMN=FIELD`; an empty field leaves the column out"},
				&cli.StringFlag{Name: "key", Usage: "the `FIELD` by which entries are found again: id or a unique one; \"none\" makes every row anew"},
				&cli.BoolFlag{Name: "publish", Usage: "publish what goes in"},
				&cli.BoolFlag{Name: "create-missing", Usage: "make what relations name and nobody has"},
				&cli.BoolFlag{Name: "strict", Usage: "import nothing unless every row is good"},
				&cli.BoolFlag{Name: "dry-run", Usage: "say what would happen and write nothing"},
				jsonFlag(),
			),
			Action: func(ctx context.Context, cmd *cli.Command) error { return importFile(ctx, cmd, environ, format) },
		})
	}
	return append(list, &cli.Command{
		Name: "undo", Usage: "take an import of the last 30 days back", ArgsUsage: "ID",
		Description: "gatehouse import undo imp_01… --organization acme --collection posts",
		Flags: append(configFlags(),
			&cli.StringFlag{Name: "organization", Usage: "the `SLUG` of the organization", Required: true},
			&cli.StringFlag{Name: "collection", Usage: "the `NAME` of the collection", Required: true},
			jsonFlag(),
		),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			if cmd.Args().Len() != 1 {
				return errors.New("name the import: gatehouse import undo imp_… --organization acme --collection posts")
			}
			return inside(ctx, cmd, environ, "import undo", func(p *Program, scope access.Scope) error {
				im, err := p.content.UndoImport(ctx, scope, cmd.String("collection"), cmd.Args().First())
				if fault.Has(err, fault.CodeWrongState) {
					return errors.New("there is nothing (more) to take back")
				}
				if err != nil {
					return explain(err)
				}
				return tellUndo(cmd, im)
			})
		},
	})
}

func exportCommand(environ []string) *cli.Command {
	return &cli.Command{
		Name: "export", Usage: "write the entries of a collection to a file",
		Description: "gatehouse export --organization acme --collection posts --format csv --output posts.csv\n" +
			"gatehouse export --organization acme --collection posts --format ndjson | jq .title",
		Flags: append(configFlags(),
			&cli.StringFlag{Name: "organization", Usage: "the `SLUG` of the organization", Required: true},
			&cli.StringFlag{Name: "collection", Usage: "the `NAME` of the collection", Required: true},
			&cli.StringFlag{Name: "format", Usage: "`csv`, json or ndjson", Value: "csv"},
			&cli.StringFlag{Name: "output", Usage: "the `FILE` to write, instead of standard output"},
		),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			return inside(ctx, cmd, environ, "export", func(p *Program, scope access.Scope) error {
				return p.export(ctx, cmd, scope)
			})
		},
	}
}

// inside runs a command in the organization and the collection that it names.
func inside(ctx context.Context, cmd *cli.Command, environ []string, reason string, run func(p *Program, scope access.Scope) error) error {
	return administer(ctx, cmd, environ, func(p *Program) error {
		scope, err := p.gate.Administer(ctx, access.Target{Slug: cmd.String("organization")}, reason)
		if err != nil {
			return fmt.Errorf("there is no organization with the slug %q; \"gatehouse organizations list\" shows them", cmd.String("organization"))
		}
		if _, err := p.content.Collection(scope, cmd.String("collection")); err != nil {
			return fmt.Errorf("there is no collection %q; there are %v", cmd.String("collection"), p.registry.For(scope.OrganizationID()).Names())
		}
		return run(p, scope)
	})
}

func (p *Program) export(ctx context.Context, cmd *cli.Command, scope access.Scope) (err error) {
	collection, err := p.content.Collection(scope, cmd.String("collection"))
	if err != nil {
		return explain(err)
	}
	var out io.Writer = cmd.Root().Writer
	if name := cmd.String("output"); name != "" {
		file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		out = file
	}
	o := content.ExportOptions{Format: sheet.Format(cmd.String("format")), Append: api.Appending(scope, collection, nil)}
	if _, err := p.content.ExportFile(ctx, scope, collection.Name, content.Query{}, o, out); err != nil {
		if fault.Has(err, fault.CodeInvalidParameter) {
			return fmt.Errorf("there is no format %q; there are csv, json and ndjson", o.Format)
		}
		return explain(err)
	}
	return nil
}

func importFile(ctx context.Context, cmd *cli.Command, environ []string, format sheet.Format) error {
	if cmd.Args().Len() != 1 {
		return fmt.Errorf("name one file: gatehouse import %s posts.%s --organization acme --collection posts", format, format)
	}
	name := cmd.Args().First()
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	return inside(ctx, cmd, environ, "import", func(p *Program, scope access.Scope) error {
		collection := cmd.String("collection")
		// The command says what kind of file it is, whatever its name ends with.
		base := filepath.Base(name)
		im, err := p.content.Upload(ctx, scope, collection, strings.TrimSuffix(base, filepath.Ext(base))+"."+string(format), data)
		if err != nil {
			return errors.New(name + ": " + page.UploadProblem(fault.As(err)))
		}
		defer func() { _ = p.content.DiscardImport(ctx, scope, collection, im.ID) }() // only one that did not run
		if err := p.settleImport(ctx, cmd, scope, &im); err != nil {
			return err
		}
		preview, err := p.content.PreviewImport(ctx, scope, collection, im.ID)
		if err != nil {
			return explain(err)
		}
		if len(preview.Problems) > 0 {
			return explain(fault.InvalidInput(preview.Problems...))
		}
		report := newFileReport(name, preview)
		if cmd.Bool("dry-run") || cmd.Bool("strict") && report.Refused > 0 {
			report.ID = ""
			return report.tell(cmd, p.collectionOf(scope, collection))
		}
		done, err := p.content.RunImport(ctx, scope, collection, im.ID, content.RunOptions{Strict: cmd.Bool("strict")})
		if err != nil {
			return explain(err)
		}
		bad, err := p.content.RefusedRows(ctx, scope, collection, im.ID)
		if err != nil {
			return explain(err)
		}
		report.take(done, bad)
		return report.tell(cmd, p.collectionOf(scope, collection))
	})
}

// settleImport changes what was guessed to what the command line says.
func (p *Program) settleImport(ctx context.Context, cmd *cli.Command, scope access.Scope, im *content.Import) error {
	for _, pair := range cmd.StringSlice("map") {
		column, field, ok := strings.Cut(pair, "=")
		if !ok {
			return fmt.Errorf("--map %s: write COLUMN=FIELD", pair)
		}
		for other, taken := range im.Settings.Columns { // what was guessed gives way
			if taken == field {
				delete(im.Settings.Columns, other)
			}
		}
		im.Settings.Columns[column] = field
	}
	switch key := cmd.String("key"); key {
	case "":
	case "none":
		im.Settings.Key = ""
	default:
		im.Settings.Key = key
	}
	if cmd.Bool("publish") {
		im.Settings.Publish = content.PublishAll
	}
	im.Settings.CreateMissing = cmd.Bool("create-missing")
	if err := p.content.SetImport(ctx, scope, im.Collection, im.ID, im.Settings); err != nil {
		return explain(err)
	}
	return nil
}
