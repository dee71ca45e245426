package cms

import (
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/content"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/org"
	"gatehouse/db/schema"
	"gatehouse/views/link"
	"gatehouse/web/api"
	"gatehouse/web/outbound"
	"gatehouse/web/session"
)

// Pages holds what the handlers of browser pages work with.
type Pages struct {
	Site     string // the installation's name
	BaseURL  string
	Gate     *access.Gate
	Auth     *auth.Store
	Org      *org.Store
	Content  *content.Store
	Events   *event.Store
	Registry *schema.Registry
	Sessions *session.Store
	Log      *slog.Logger
	Dev      bool              // mail is caught and can be read at /dev/mailbox
	Mailbox  *outbound.Mailbox // caught mail; nil outside --dev
	Mails    bool              // a mail server is configured
	API      *api.API          // what the documentation describes; set by the server
	Programs http.Handler      // whom the documentation tries calls on; set by the server
}

// Recognize says who a request's cookie stands for. A dead cookie is nobody. A
// session that was used long enough after its last renewal is renewed.
func (p *Pages) Recognize(c *echo.Context) (access.Actor, error) {
	token := p.Sessions.Token(c.Request())
	if token == "" {
		return access.Actor{}, nil
	}
	ctx := c.Request().Context()
	actor, err := p.Gate.Recognize(ctx, access.Credential{
		Kind: access.SessionToken, Secret: token, Address: c.RealIP(), UserAgent: c.Request().UserAgent(),
	})
	if fault.Is(err, fault.Unauthenticated) {
		return access.Actor{}, nil
	}
	if err != nil {
		return access.Actor{}, err
	}
	extended, expires, err := p.Auth.Touch(ctx, actor)
	if err != nil {
		return access.Actor{}, err
	}
	if extended {
		if err := p.Sessions.Give(c.Response(), c.Request(), token, time.Until(expires.Std())); err != nil {
			return access.Actor{}, err
		}
	}
	return actor, nil
}

// Asked is the organization a page's address names.
func Asked(c *echo.Context) access.Asked { return access.Asked{Slug: c.Param("organization")} }

// device describes where a session begins.
func device(c *echo.Context) auth.Device {
	return auth.Device{Address: c.RealIP(), UserAgent: c.Request().UserAgent()}
}

// in makes the addresses of the organization a scope is in.
func in(scope access.Scope) link.Organization { return link.In(scope.Prefix()) }

// home is the dashboard of an organization known by its slug.
func (p *Pages) home(slug string) string {
	return link.In(p.Gate.Selection().Prefix(slug)).Home()
}

// wanted is the address a form or query asks to go on to, or fallback.
func wanted(raw, fallback string) string {
	if to, ok := link.Local(raw); ok && !strings.HasPrefix(to, link.SignIn("")) {
		return to
	}
	return fallback
}
