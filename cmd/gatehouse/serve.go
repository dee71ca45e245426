package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/urfave/cli/v3"

	"gatehouse/views/link"
)

func serveCommand(environ []string) *cli.Command {
	return &cli.Command{
		Name:  "serve",
		Usage: "serve the CMS and its API until it is stopped",
		Description: "gatehouse serve --dev\n" +
			"gatehouse serve --listen :8080 --data /var/lib/gatehouse --base-url https://cms.example.com",
		Flags: configFlags(),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			c, err := settle(cmd, environ)
			if err != nil {
				return err
			}
			return Serve(ctx, c, cmd.Root().Writer)
		},
	}
}

// Serve runs the program until ctx ends. What a person must know at start goes
// to out; everything else goes to the log.
func Serve(ctx context.Context, c Config, out io.Writer) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", c.Listen, err)
	}
	if c.Given("baseURL") == "" {
		c.BaseURL = "http://" + reachable(listener.Addr())
	}
	p, err := wire(ctx, c, logger(c), true)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := errors.Join(p.auth.EnsureSigningKey(ctx), p.greet(ctx, out)); err != nil {
		return errors.Join(err, listener.Close(), p.close())
	}
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWork()
	if err := p.queue.Start(work); err != nil {
		return errors.Join(err, listener.Close(), p.close())
	}
	renewing, stopRenewing := context.WithCancel(ctx)
	renewed := make(chan struct{})
	go func() { defer close(renewed); p.renewTexts(renewing) }()
	metrics, err := p.serveMetrics(ctx)
	if err == nil {
		err = p.server().Serve(ctx, listener)
	}
	stopRenewing()
	<-renewed
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return errors.Join(err, metrics(grace), p.queue.Stop(grace), p.close())
}

// greet prints where the CMS is and, while there is no user, the one-time link
// that makes the first.
func (p *Program) greet(ctx context.Context, out io.Writer) error {
	base := p.config.BaseURL
	lines := []string{"Gatehouse is at " + base}
	folder, err := filepath.Abs(p.config.DataFolder)
	if err != nil {
		folder = p.config.DataFolder
	}
	lines = append(lines, "Data is in      "+folder)
	open, err := p.auth.SetupOpen(ctx)
	if err != nil {
		return err
	}
	if open {
		code, err := p.auth.NewSetupCode(ctx)
		if err != nil {
			return err
		}
		lines = append(lines, "Set it up at    "+base+link.SetupWith(code))
	}
	switch {
	case p.mailbox != nil:
		lines = append(lines, "Mail is caught  "+base+link.Mailbox())
	case !p.mails:
		lines = append(lines, "No mail server is configured: invitations will be shown as links.")
	}
	_, err = fmt.Fprintln(out, strings.Join(lines, "\n"))
	return err
}

// reachable is the address as somebody on this machine would type it.
func reachable(at net.Addr) string {
	host, port, err := net.SplitHostPort(at.String())
	if err != nil {
		return at.String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() || ip.IsLoopback() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

// logger writes JSON lines, or readable ones with --dev.
func logger(c Config) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Log.Level)); err != nil {
		level = slog.LevelInfo
	}
	o := &slog.HandlerOptions{Level: level}
	if c.Dev {
		return slog.New(slog.NewTextHandler(os.Stderr, o))
	}
	return slog.New(slog.NewJSONHandler(os.Stderr, o))
}
