package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/urfave/cli/v3"
)

func checkCommand(environ []string) *cli.Command {
	return &cli.Command{
		Name: "check", Usage: "load the configuration and the collections, and print every fault with its place",
		Description: "gatehouse check --config gatehouse.yaml",
		Flags:       configFlags(),
		Action: func(_ context.Context, cmd *cli.Command) error {
			c, err := settle(cmd, environ)
			var mistakes ConfigMistakes
			if errors.As(err, &mistakes) {
				_, _ = fmt.Fprintln(cmd.Root().Writer, mistakes.Error())
				return fmt.Errorf("%d to mend", len(mistakes))
			}
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.Root().Writer, Check(c))
			return err
		},
	}
}

// helpCommand replaces the library's so that "help config" can list the settings.
func helpCommand() *cli.Command {
	return &cli.Command{
		Name: "help", Usage: "show help for a command, or for every setting: gatehouse help config", ArgsUsage: "[COMMAND]",
		Action: func(ctx context.Context, cmd *cli.Command) error {
			switch name := cmd.Args().First(); name {
			case "":
				return cli.ShowRootCommandHelp(cmd.Root())
			case "config":
				_, err := io.WriteString(cmd.Root().Writer, helpConfig())
				return err
			default:
				return cli.ShowCommandHelp(ctx, cmd.Root(), name)
			}
		},
	}
}

func configCommand() *cli.Command {
	return &cli.Command{
		Name: "config", Usage: "the shape of the configuration file",
		Commands: []*cli.Command{
			{
				Name: "schema", Usage: "write a JSON Schema of gatehouse.yaml for editors",
				Description: "gatehouse config schema > gatehouse.schema.json",
				Action: func(_ context.Context, cmd *cli.Command) error {
					_, err := cmd.Root().Writer.Write(configSchema())
					return err
				},
			},
			{
				Name: "table", Usage: "write every setting as a Markdown table",
				Action: func(_ context.Context, cmd *cli.Command) error {
					_, err := io.WriteString(cmd.Root().Writer, helpTable())
					return err
				},
			},
		},
	}
}
