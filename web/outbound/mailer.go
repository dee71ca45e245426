package outbound

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"gatehouse/db/auth"
	"gatehouse/db/job"
	"gatehouse/db/org"
	"gatehouse/views/email"
	"gatehouse/views/link"
)

// Message is one mail, ready to be sent.
type Message struct {
	ID      string // of the Message-ID header, without the angle brackets
	From    string // as written in the settings; "" leaves it to the sender
	To      string
	Subject string
	Text    string
	HTML    string
}

// Sender takes mail away. An error made by job.GiveUp is final; any other means
// that it is worth trying again.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// ErrNoServer is why mails end when no mail server is configured.
var ErrNoServer = errors.New("no mail server is configured")

// errNobody ends a mail that was stored only because storing one for somebody
// takes the same time.
var errNobody = errors.New("a mail to nobody")

var errExpired = errors.New("what the mail was about has expired")

// Options are what a Mailer works with.
type Options struct {
	BaseURL string // all links begin with it
	Site    string // the installation's name
	From    string // whom the mail is from: Acme <cms@example.com>
	Key     []byte // the installation's secret, from which mailed tokens are derived
	Sender  Sender // nil when there is no mail server
	Log     *slog.Logger
}

// Mailer works off mail jobs.
type Mailer struct {
	options Options
	host    string
}

// NewMailer says once in the log if there is nobody to send with.
func NewMailer(o Options) *Mailer {
	o.BaseURL = strings.TrimRight(o.BaseURL, "/")
	if o.Sender == nil {
		o.Log.Warn("no mail server configured: invitations will be shown as links")
	}
	m := &Mailer{options: o, host: "localhost"}
	if u, err := url.Parse(o.BaseURL); err == nil && u.Hostname() != "" {
		m.host = u.Hostname()
	}
	return m
}

// Send is the worker of job.Mail.
func (m *Mailer) Send(ctx context.Context, mail job.Mail) error {
	if mail.To == "" {
		return job.GiveUp(errNobody)
	}
	if m.options.Sender == nil {
		return job.GiveUp(ErrNoServer)
	}
	if expires, err := time.Parse(time.RFC3339, mail.Values["expires"]); err == nil && time.Now().After(expires) {
		return job.GiveUp(errExpired)
	}
	message, err := m.compose(ctx, mail)
	if err != nil {
		return job.GiveUp(err)
	}
	err = m.options.Sender.Send(ctx, message)
	switch {
	case err == nil:
		m.options.Log.InfoContext(ctx, "mail sent", "message", mail.Message)
	case job.GaveUp(err):
		m.options.Log.WarnContext(ctx, "mail refused for good", "message", mail.Message, "error", err)
	default:
		m.options.Log.WarnContext(ctx, "mail not sent yet, will be tried again", "message", mail.Message, "error", err)
	}
	return err
}

// compose writes the mail. It fails only where trying again would fail alike.
func (m *Mailer) compose(ctx context.Context, mail job.Mail) (Message, error) {
	token, code := "", ""
	switch {
	case mail.Secret == nil:
	case mail.Message == auth.MailSignInCode:
		code = job.Digits(m.options.Key, *mail.Secret)
	default:
		token = job.Token(m.options.Key, *mail.Secret)
	}
	written, ok := email.Compose(mail.Message, email.View{
		Site: m.options.Site, To: mail.To, Code: code, Values: mail.Values,
		URL: m.options.BaseURL + path(mail, token),
	})
	if !ok {
		return Message{}, fmt.Errorf("there is no text for the message %q", mail.Message)
	}
	var html bytes.Buffer
	if err := written.HTML.Render(ctx, &html); err != nil {
		return Message{}, fmt.Errorf("draw the message %q: %w", mail.Message, err)
	}
	id, err := m.identify(mail)
	if err != nil {
		return Message{}, err
	}
	message := Message{ID: id, From: m.options.From, To: mail.To, Subject: written.Subject, Text: written.Text, HTML: html.String()}
	return message, message.check()
}

// path is where a message leads.
func path(mail job.Mail, token string) string {
	switch v := mail.Values; mail.Message {
	case org.MailInvitation:
		return link.InvitationProof(v["id"], token)
	case org.MailInvitationRequest:
		return link.To(v["slug"]).Invitations()
	case auth.MailReset:
		if v["callback"] != "" {
			return link.IdentityReset(token, v["callback"])
		}
		return link.ResetPassword(token)
	case auth.MailVerify, auth.MailChangeEmail:
		if v["callback"] != "" {
			return link.IdentityVerify(token, v["callback"])
		}
		return link.VerifyEmail(token)
	case auth.MailAccountExists:
		return link.SignIn("")
	case auth.MailSignInCode:
		return link.SecondFactor("otp", "")
	case auth.MailPasswordChanged, auth.MailAccountChanged:
		return link.ForgotPassword()
	}
	return link.Home()
}

// identify makes the Message-ID from everything the job says, with the key, so
// that it is the same at every attempt and tells nobody anything.
func (m *Mailer) identify(mail job.Mail) (string, error) {
	all, err := json.Marshal(mail)
	if err != nil {
		return "", fmt.Errorf("identify the message %q: %w", mail.Message, err)
	}
	return job.Token(m.options.Key, job.Secret{Purpose: "message id", Subject: string(all)}) + "@" + m.host, nil
}
