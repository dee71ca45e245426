package outbound

import (
	"context"
	"errors"
	"fmt"
	stdmail "net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"time"

	"github.com/wneessen/go-mail"

	"gatehouse/db/job"
)

// patience is how long one step of the conversation may take: connecting, then
// sending. A job has a minute.
const patience = 20 * time.Second

// SMTP sends through a mail server, one connection for each mail.
type SMTP struct {
	host   string
	port   int
	tls    bool // from the start; otherwise STARTTLS
	plain  bool // the server is on this machine: no TLS
	user   string
	secret string
	from   *stdmail.Address
}

// NewSMTP reads the address of a mail server, smtp://user:password@host:587 or
// smtps://host, and of the sender, who gets the answers of other servers. Only a server on this very machine is spoken to
// without TLS. Fails when either cannot be read; it does not connect.
func NewSMTP(address, from string) (*SMTP, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, errors.New("the mail server is not written as smtp://user:password@host:587 or smtps://…") // without the password
	}
	s := &SMTP{host: u.Hostname(), port: 587, tls: u.Scheme == "smtps", user: u.User.Username()}
	s.secret, _ = u.User.Password()
	if s.tls {
		s.port = 465
	}
	if p := u.Port(); p != "" {
		if s.port, err = strconv.Atoi(p); err != nil || s.port < 1 || s.port > 65535 {
			return nil, fmt.Errorf("the mail server has no port %s", p)
		}
	}
	s.plain = !s.tls && loopback(s.host)
	if s.from, err = stdmail.ParseAddress(from); err != nil {
		return nil, fmt.Errorf("read the sender of mail: %w", err)
	}
	return s, nil
}

func loopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}

// Send implements Sender. It gives up where the server refuses the recipient or
// the mail for good; a server that refuses us (sender, password) is a mistake of
// the settings, which somebody will mend.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	if err := m.check(); err != nil {
		return job.GiveUp(err)
	}
	message, err := s.write(m)
	if err != nil {
		return job.GiveUp(err)
	}
	line := connection{encrypted: s.tls}
	defer line.close()
	defer context.AfterFunc(ctx, line.close)()
	client, err := mail.NewClient(s.host, s.options(&line)...)
	if err != nil {
		return fmt.Errorf("prepare the mail server: %w", err)
	}
	err = client.DialAndSendWithContext(ctx, message)
	switch {
	case err == nil, message.IsDelivered(): // a failing goodbye does not matter
		return nil
	case refused(err):
		return job.GiveUp(err)
	}
	return err
}

func (s *SMTP) options(line *connection) []mail.Option {
	options := []mail.Option{mail.WithPort(s.port), mail.WithTimeout(patience), mail.WithDialContextFunc(line.dial)}
	switch {
	case s.tls:
		options = append(options, mail.WithSSL())
	case s.plain:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if s.user != "" {
		options = append(options, mail.WithUsername(s.user), mail.WithPassword(s.secret),
			mail.WithOpportunisticSMTPAuth(mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthPlain, mail.SMTPAuthLogin))
	}
	return options
}

func (s *SMTP) write(m Message) (*mail.Msg, error) {
	message := mail.NewMsg(mail.WithNoDefaultUserAgent())
	message.FromMailAddress(s.from)
	if m.From != "" {
		if err := message.From(m.From); err != nil {
			return nil, fmt.Errorf("read the sender of mail: %w", err)
		}
	}
	message.EnvelopeFromMailAddress(s.from)
	if err := message.To(m.To); err != nil {
		return nil, fmt.Errorf("%w: %w", errAddress, err)
	}
	message.Subject(m.Subject)
	message.SetMessageIDWithValue(m.ID)
	message.SetDate()
	message.SetGenHeader("Auto-Submitted", "auto-generated")
	message.SetBodyString(mail.TypeTextPlain, m.Text)
	message.AddAlternativeString(mail.TypeTextHTML, m.HTML)
	return message, nil
}

// refused reports whether the server will never take this mail for this recipient.
func refused(err error) bool {
	var failed *mail.SendError
	if !errors.As(err, &failed) || failed.ErrorCode() < 500 {
		return false
	}
	switch failed.Reason {
	case mail.ErrSMTPRcptTo, mail.ErrSMTPData, mail.ErrSMTPDataClose:
		return true
	default:
		return false
	}
}
