// Command gatehouse is the whole product in one binary: it serves the admin CMS
// and administers an installation from the command line.
//
// config*.go read every setting, the only place that does. wire.go joins the
// parts by hand. serve.go runs them. The other files are one command each.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // people's time zones, also where the system has none

	"github.com/urfave/cli/v3"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := Run(ctx, os.Args, os.Environ())
	stop()
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "gatehouse: "+err.Error())
		os.Exit(1)
	}
}

// Run runs one command line with an environment. Tests call it too.
func Run(ctx context.Context, args, environ []string) error {
	app := &cli.Command{
		Name:            "gatehouse",
		Usage:           "an admin CMS for many organizations, in one binary",
		HideHelpCommand: true,
		ExitErrHandler:  func(context.Context, *cli.Command, error) {},
		Action: func(_ context.Context, cmd *cli.Command) error {
			if name := cmd.Args().First(); name != "" {
				return fmt.Errorf("there is no command %q; gatehouse help lists them", name)
			}
			return cli.ShowRootCommandHelp(cmd)
		},
		Commands: []*cli.Command{
			serveCommand(environ), checkCommand(environ), helpCommand(), configCommand(),
			bootstrapCommand(environ), demoCommand(environ), organizationsCommand(environ), usersCommand(environ),
			importCommand(environ), exportCommand(environ), migrateCommand(environ), routesCommand(environ), openapiCommand(environ), auditCommand(environ),
			doctorCommand(environ), explainCommand(environ),
		},
	}
	err := app.Run(ctx, args)
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// settle loads the configuration of a command.
func settle(cmd *cli.Command, environ []string) (Config, error) {
	return LoadConfig(sourcesOf(cmd, environ))
}
