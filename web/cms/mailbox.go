package cms

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/views/link"
	"gatehouse/views/page"
	"gatehouse/web/outbound"
	"gatehouse/web/respond"
	"gatehouse/web/route"
)

// CaughtMails lists the mails that were caught in development: newest first for
// people, oldest first as JSON for programs, which may ask for one address.
func (p *Pages) CaughtMails(c *echo.Context) error {
	query, err := route.Query(c, "to")
	if err != nil {
		return err
	}
	mails := p.Mailbox.Mails(query.Get("to"))
	h := c.Response().Header()
	h.Add("Vary", "Accept")
	if wantsJSON(c.Request()) {
		h.Set("Cache-Control", "no-store")
		return c.JSON(http.StatusOK, mails)
	}
	v := page.Mailbox{Frame: p.door(c, access.Actor{}, page.MailboxTitle), To: query.Get("to")}
	for _, m := range slices.Backward(mails) {
		v.Mails = append(v.Mails, caught(m))
	}
	return respond.Page(c, http.StatusOK, page.MailboxPage(v), nil)
}

// CaughtMail shows one of them.
func (p *Pages) CaughtMail(c *echo.Context) error {
	m, err := p.caughtMail(c)
	if err != nil {
		return err
	}
	v := caught(m)
	v.Frame = p.door(c, access.Actor{}, m.Subject)
	h := c.Response().Header()
	h.Set("Content-Security-Policy", h.Get("Content-Security-Policy")+"; frame-src 'self'")
	return respond.Page(c, http.StatusOK, page.CaughtMailPage(v), nil)
}

// CaughtMailBody is the HTML of one of them as it would have been sent. Its policy
// shuts it in: no script, nothing loaded, an origin of its own.
func (p *Pages) CaughtMailBody(c *echo.Context) error {
	m, err := p.caughtMail(c)
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'; base-uri 'none'; form-action 'none'")
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Cache-Control", "no-store")
	return c.HTML(http.StatusOK, m.HTML)
}

func (p *Pages) caughtMail(c *echo.Context) (outbound.Caught, error) {
	if _, err := route.Query(c); err != nil {
		return outbound.Caught{}, err
	}
	id, err := strconv.Atoi(c.Param("mail"))
	if err != nil {
		return outbound.Caught{}, fault.NotFoundOf("mail")
	}
	m, ok := p.Mailbox.Mail(id)
	if !ok {
		return outbound.Caught{}, fault.NotFoundOf("mail")
	}
	return m, nil
}

func caught(m outbound.Caught) page.CaughtMail {
	id := strconv.Itoa(m.ID)
	return page.CaughtMail{
		Href: link.MailboxMessage(id), Body: link.MailboxBody(id),
		From: m.From, To: m.To, Subject: m.Subject, Text: m.Text, At: m.At,
	}
}

// wantsJSON tells programs from browsers, which always accept HTML by name.
func wantsJSON(r *http.Request) bool {
	accept := r.Header.Get("Accept")
	return strings.Contains(accept, "application/json") && !strings.Contains(accept, "text/html")
}
