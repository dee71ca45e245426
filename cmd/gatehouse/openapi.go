package main

import (
	"context"

	"github.com/urfave/cli/v3"

	"gatehouse/db/schema"
	"gatehouse/web/api"
	"gatehouse/web/session"
)

// openapiCommand needs no database: the document follows from the configuration.
func openapiCommand(environ []string) *cli.Command {
	return &cli.Command{
		Name: "openapi", Usage: "write the OpenAPI 3.1 document of the whole API",
		Description: "gatehouse openapi --config gatehouse.yaml > openapi.json",
		Flags:       configFlags(),
		Action: func(_ context.Context, cmd *cli.Command) error {
			c, err := settle(cmd, environ)
			if err != nil {
				return err
			}
			encoded, err := api.Encode(describe(c))
			if err != nil {
				return err
			}
			_, err = cmd.Root().Writer.Write(encoded)
			return err
		},
	}
}

// describe is the document of what anybody may do, with the words that a server
// of the same configuration uses.
func describe(c Config) *api.Document {
	return api.Describe(schema.NewRegistry(c.Collections), api.Description{
		Title: c.Name, Server: c.BaseURL, Cookie: session.New(sessionOptions(c, nil)).Name(),
		Chooses: selection(c).Offers(), RequirePrecondition: c.API.RequirePrecondition,
	})
}
