package main

import (
	"context"
	"maps"
	"testing"

	"github.com/urfave/cli/v3"
)

func TestFlagsAreReadWhereverTheyStand(t *testing.T) {
	for _, args := range [][]string{
		{"gatehouse", "--dev", "--data", "/srv/x", "--auth-sign-up=open", "--rate-limits", "off", "--config", "c.yaml", "serve"},
		{"gatehouse", "serve", "--dev", "--data", "/srv/x", "--auth-sign-up=open", "--rate-limits", "off", "--config", "c.yaml"},
	} {
		var from Sources
		root := &cli.Command{Name: "gatehouse", Flags: configFlags(), Commands: []*cli.Command{{
			Name: "serve",
			Action: func(_ context.Context, cmd *cli.Command) error {
				from = sourcesOf(cmd, nil)
				return nil
			},
		}}}
		if err := root.Run(t.Context(), args); err != nil {
			t.Fatal(err)
		}
		want := map[string]string{"dev": "true", "data-folder": "/srv/x", "auth-sign-up": "open", "rate-limits": "off"}
		if !maps.Equal(from.Flags, want) || from.File != "c.yaml" {
			t.Errorf("%v: %v", args, from)
		}
	}
}
