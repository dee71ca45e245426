package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"strings"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/content"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/job"
	"gatehouse/db/migrations"
	"gatehouse/db/org"
	"gatehouse/db/schema"
	"gatehouse/web"
	"gatehouse/web/api"
	"gatehouse/web/betterauth"
	"gatehouse/web/cms"
	"gatehouse/web/outbound"
	"gatehouse/web/realtime"
	"gatehouse/web/session"
)

// Program is everything wired together.
type Program struct {
	config   Config
	log      *slog.Logger
	db       *db.DB
	key      []byte
	gate     *access.Gate
	registry *schema.Registry
	queue    *job.Queue
	auth     *auth.Store
	org      *org.Store
	content  *content.Store
	mailbox  *outbound.Mailbox
	mails    bool
}

// wire opens the database and joins the stores. With work it also runs jobs;
// commands that only administer leave that to a server.
func wire(ctx context.Context, c Config, log *slog.Logger, work bool) (*Program, error) {
	if work {
		for _, warning := range c.Warnings() {
			log.Warn(warning)
		}
	}
	if err := os.MkdirAll(c.DataFolder, 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	key, err := secretKey(c)
	if err != nil {
		return nil, err
	}
	p := &Program{config: c, log: log, key: key, registry: schema.NewRegistry(c.Collections)}
	if err := p.migrate(ctx); err != nil {
		return nil, err
	}
	if p.db, err = db.Open(ctx, db.Options{URL: c.Database.URL, Synchronous: c.Database.Synchronous}); err != nil {
		return nil, err
	}
	if err := p.join(ctx, work); err != nil {
		return nil, errors.Join(err, p.db.Close())
	}
	return p, nil
}

// migrate brings the schema and the declared indexes up to date, as whoever owns
// the database.
func (p *Program) migrate(ctx context.Context) error {
	o := p.asOwner()
	if err := migrations.Up(ctx, o); err != nil {
		return err
	}
	pool, dialect, _, err := db.OpenOwner(o)
	if err != nil {
		return err
	}
	return errors.Join(content.EnsureIndexes(ctx, pool, dialect, p.registry), pool.Close())
}

func (p *Program) asOwner() db.Options {
	if u := p.config.Database.MigrateURL; u != "" {
		return db.Options{URL: u}
	}
	return db.Options{URL: p.config.Database.URL}
}

// renewTexts makes the searchable texts anew of collections whose definition has
// changed, beside serving. What a stop leaves is done at the next start.
func (p *Program) renewTexts(ctx context.Context) {
	pool, dialect, _, err := db.OpenOwner(p.asOwner())
	if err == nil {
		err = content.RenewTexts(ctx, pool, dialect, p.registry, func(collection string, done int) {
			p.log.Info("the search texts of a collection are being renewed; entries are found again when it is their turn",
				"collection", collection, "renewed", done)
		})
		err = errors.Join(err, pool.Close())
	}
	if err != nil && ctx.Err() == nil {
		p.log.Error("search texts were not renewed; the next start goes on with them", "cause", err)
	}
}

func (p *Program) join(ctx context.Context, work bool) error {
	c := p.config
	if err := p.db.SelfCheck(ctx); err != nil {
		return fmt.Errorf("the database does not protect organizations from each other:\n%w", err)
	}
	p.gate = access.NewGate(access.Sources{
		Identity: func(ctx context.Context, credential access.Credential) (access.Identity, error) {
			return p.auth.Identity(ctx, credential)
		},
		Membership: func(ctx context.Context, userID string, target access.Target) (access.Membership, error) {
			return org.Membership(ctx, p.db, userID, target)
		},
	}, selection(c), c.Hierarchy)
	if err := p.checkPinned(ctx); err != nil {
		return err
	}
	var workers *job.Workers
	if work {
		mailer, err := p.mailer()
		if err != nil {
			return err
		}
		workers = job.NewWorkers()
		job.Register(workers, mailer.Send)
		job.Register(workers, p.purge)
	}
	var err error
	// River says little that concerns people below a warning.
	quiet := slog.New(levelled{p.log.Handler(), slog.LevelWarn})
	if p.queue, err = job.New(p.db, workers, quiet); err != nil {
		return err
	}
	if work {
		p.queue.Daily(job.Purge{})
	}
	p.auth = auth.New(p.db, p.queue, auth.Options{
		Key: p.key, SignUp: c.Auth.SignUp, VerifyEmail: c.Auth.VerifyEmail == "required", Limits: c.RateLimits,
		Site: c.Name, BaseURL: c.BaseURL, Log: p.log,
	})
	p.org = org.New(p.db, p.auth, p.queue, p.gate, org.Options{
		AllowCreate: c.Auth.Organization.AllowCreate, RequireTwoFactor: c.Auth.Organization.Require2FA, Key: p.key,
	})
	p.content = content.New(p.db, p.registry, content.Options{Key: p.key})
	return nil
}

// selection is the one choice between the two ways of finding an organization.
func selection(c Config) access.Selection {
	if id := c.Features.PinnedOrganizationID; id != "" {
		return access.Pin(id, c.Auth.Organization.AllowCreateWhenPinned)
	}
	return access.Choose()
}

// checkPinned refuses to start with an organization that does not exist.
func (p *Program) checkPinned(ctx context.Context) error {
	id := p.config.Features.PinnedOrganizationID
	if id == "" {
		return nil
	}
	_, err := org.Membership(ctx, p.db, "", access.Target{ID: id})
	if fault.Is(err, fault.NotFound) {
		return fmt.Errorf("features.pinnedOrganizationId names %q, but there is no organization with this id; \"gatehouse organizations list\" shows the ids", id)
	}
	return err
}

func (p *Program) mailer() (*outbound.Mailer, error) {
	o := outbound.Options{BaseURL: p.config.BaseURL, Site: p.config.Name, From: p.config.Mail.From, Key: p.key, Log: p.log}
	switch {
	case p.config.Mail.SMTP != "":
		sender, err := outbound.NewSMTP(p.config.Mail.SMTP, p.config.Mail.From)
		if err != nil {
			return nil, err
		}
		o.Sender, p.mails = sender, true
	case p.config.Dev:
		p.mailbox = outbound.NewMailbox()
		o.Sender, p.mails = p.mailbox, true
	}
	return outbound.NewMailer(o), nil
}

// server is the HTTP side of the program.
func (p *Program) server() *web.Server {
	c := p.config
	sessions := session.New(sessionOptions(c, p.key))
	events, programs := event.New(p.db), p.api(sessions)
	pages := &cms.Pages{
		Site: c.Name, BaseURL: c.BaseURL, Gate: p.gate, Auth: p.auth, Org: p.org, Content: p.content,
		Events: events, Registry: p.registry, Sessions: sessions, Log: p.log, Dev: c.Dev, Mails: p.mails, Mailbox: p.mailbox,
	}
	return web.New(web.Options{BaseURL: c.BaseURL, TrustedOrigins: c.TrustedOrigins, TrustedProxies: proxies(c.TrustedProxies)},
		web.Parts{
			Gate: p.gate, Pages: pages, API: programs, Identity: p.identity(sessions), Streams: p.streams(events, programs), Mailbox: p.mailbox, Ready: p.ready, Log: p.log,
			Metrics: p.metricsHandler(), MetricsToken: c.Metrics.Token,
		})
}

// streams tell pages and programs what happens.
func (p *Program) streams(events *event.Store, programs *api.API) *realtime.Streams {
	return &realtime.Streams{
		Gate: p.gate, Content: p.content, Events: events, Broker: event.NewBroker(p.db), Registry: p.registry,
		API: programs, Sessions: programs.Sessions, Log: p.log, Pace: realtime.Usual(),
	}
}

func sessionOptions(c Config, key []byte) session.Options {
	return session.Options{Key: key, Prefix: c.Auth.CookiePrefix, Secure: strings.HasPrefix(c.BaseURL, "https:")}
}

func (p *Program) api(sessions *session.Store) *api.API {
	return &api.API{
		Site: p.config.Name, BaseURL: p.config.BaseURL, Gate: p.gate, Auth: p.auth, Org: p.org, Content: p.content, Registry: p.registry, Sessions: sessions,
		RequirePrecondition: p.config.API.RequirePrecondition,
	}
}

func (p *Program) identity(sessions *session.Store) *betterauth.API {
	return &betterauth.API{Site: p.config.Name, BaseURL: p.config.BaseURL, Gate: p.gate, Auth: p.auth, Org: p.org, Sessions: sessions}
}

// ready is what /readyz asks: the database, the schema, the organization that
// the installation is bound to.
func (p *Program) ready(ctx context.Context) error {
	if err := p.db.Ping(ctx); err != nil {
		return err
	}
	return p.checkPinned(ctx)
}

// close ends everything that was opened.
func (p *Program) close() error {
	p.auth.Close()
	return p.db.Close()
}

func proxies(list []string) []netip.Prefix {
	var out []netip.Prefix
	for _, text := range list {
		if prefix, err := netip.ParsePrefix(text); err == nil {
			out = append(out, prefix)
		} else if address, err := netip.ParseAddr(text); err == nil {
			out = append(out, netip.PrefixFrom(address, address.BitLen()))
		}
	}
	return out
}

// levelled lets only messages from a level on through.
type levelled struct {
	slog.Handler

	least slog.Level
}

// Enabled implements slog.Handler.
func (l levelled) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= l.least && l.Handler.Enabled(ctx, level)
}
