package outbound_test

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"gatehouse/db/job"
	"gatehouse/web/outbound"
)

// server is a mail server of one test. answers replace "250 ok" for a command.
type server struct {
	listener net.Listener
	answers  map[string]string
	greeting string // after EHLO, besides the name

	mu       sync.Mutex
	commands []string
	data     []byte
}

func serve(t *testing.T, answers map[string]string, extensions ...string) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{listener: l, answers: answers}
	for _, e := range extensions {
		s.greeting += "250-" + e + "\r\n"
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go s.talk(conn)
		}
	}()
	return s
}

func (s *server) talk(conn net.Conn) {
	defer conn.Close()
	say := func(text string) { _, _ = io.WriteString(conn, text+"\r\n") }
	in := bufio.NewReader(conn)
	if s.answers["hello"] == "silence" {
		_, _ = in.ReadString('\n')
		return
	}
	say("220 mail.test")
	for {
		text, err := in.ReadString('\n')
		if err != nil {
			return
		}
		text = strings.TrimSpace(text)
		s.mu.Lock()
		s.commands = append(s.commands, text)
		s.mu.Unlock()
		command := strings.ToUpper(strings.Fields(text + " ?")[0])
		answer, refused := s.answers[command]
		switch {
		case refused:
			say(answer)
		case command == "EHLO":
			say("250-mail.test\r\n" + s.greeting + "250 8BITMIME")
		case command == "AUTH":
			say("235 welcome")
		case command == "DATA":
			say("354 go on")
			for {
				text, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if text == ".\r\n" {
					break
				}
				s.mu.Lock()
				s.data = append(s.data, strings.TrimPrefix(text, ".")...)
				s.mu.Unlock()
			}
			if answer, refused := s.answers["."]; refused {
				say(answer)
			} else {
				say("250 queued")
			}
		case command == "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (s *server) saw(command string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.commands {
		if strings.HasPrefix(strings.ToUpper(c), strings.ToUpper(command)) {
			return true
		}
	}
	return false
}

func (s *server) sender(t *testing.T, user string) *outbound.SMTP {
	t.Helper()
	sender, err := outbound.NewSMTP("smtp://"+user+s.listener.Addr().String(), "Newsroom <cms@example.com>")
	if err != nil {
		t.Fatal(err)
	}
	return sender
}

var message = outbound.Message{
	ID: "id@cms.example.com", From: "Näwsroom <cms@example.com>", To: "cy@example.com",
	Subject: "Ada invites you to Büro", Text: "Open\nhttps://cms.example.com/invitations/x?token=y\n", HTML: "<p>Büro</p>",
}

func TestSending(t *testing.T) {
	s := serve(t, nil, "AUTH PLAIN LOGIN")
	if err := s.sender(t, "ada:s%40cret@").Send(t.Context(), message); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"AUTH PLAIN", "MAIL FROM:<cms@example.com>", "RCPT TO:<cy@example.com>"} {
		if !s.saw(command) {
			t.Errorf("the server never heard %s: %q", command, s.commands)
		}
	}
	m, err := mail.ReadMessage(bytes.NewReader(s.data))
	if err != nil {
		t.Fatal(err)
	}
	decode := func(name string) string {
		text, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get(name))
		if err != nil {
			t.Error(err)
		}
		return text
	}
	if decode("Subject") != message.Subject || !strings.Contains(decode("From"), "Näwsroom") ||
		m.Header.Get("Message-Id") != "<id@cms.example.com>" || m.Header.Get("Auto-Submitted") != "auto-generated" || m.Header.Get("Date") == "" {
		t.Errorf("headers %v", m.Header)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("content type %s, %v", kind, err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for _, want := range []string{"https://cms.example.com/invitations/x?token=y", "<p>Büro</p>"} {
		part, err := parts.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil || !strings.Contains(string(body), want) {
			t.Errorf("body %q, %v", body, err)
		}
	}
}

func TestRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		answers map[string]string
		final   bool
	}{
		"busy":                  {map[string]string{"MAIL": "451 try later"}, false},
		"greylisted":            {map[string]string{"RCPT": "450 4.7.1 greylisted"}, false},
		"unknown recipient":     {map[string]string{"RCPT": "550 5.1.1 no such mailbox"}, true},
		"sender not allowed":    {map[string]string{"MAIL": "553 5.7.1 not yours"}, false},
		"mail refused":          {map[string]string{".": "554 5.7.0 looks like spam"}, true},
		"disk full":             {map[string]string{".": "452 4.3.1 no space"}, false},
		"password not right":    {map[string]string{"AUTH": "535 5.7.8 no"}, false},
		"no service":            {map[string]string{"EHLO": "554 no", "HELO": "554 no"}, false},
		"goodbye goes wrong":    {map[string]string{"QUIT": "500 what?"}, false},
		"forgetting goes wrong": {map[string]string{"RSET": "500 what?"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, c.answers, "AUTH PLAIN", "ENHANCEDSTATUSCODES")
			err := s.sender(t, "ada:secret@").Send(t.Context(), message)
			sent := strings.Contains(name, "goes wrong")
			if sent != (err == nil) || job.GaveUp(err) != c.final {
				t.Errorf("got %v, final %t", err, job.GaveUp(err))
			}
		})
	}
}

func TestNobodyListens(t *testing.T) {
	s := serve(t, nil)
	sender := s.sender(t, "")
	_ = s.listener.Close()
	if err := sender.Send(t.Context(), message); err == nil || job.GaveUp(err) {
		t.Errorf("got %v, wanted to try again", err)
	}
}

func TestASilentServerDoesNotHoldUs(t *testing.T) {
	s := serve(t, map[string]string{"hello": "silence"})
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	start := time.Now()
	if err := s.sender(t, "").Send(ctx, message); err == nil || job.GaveUp(err) {
		t.Errorf("got %v, wanted to try again", err)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("waited %s", took)
	}
}

// Elsewhere than on this machine nothing is said without TLS; 0.0.0.0 leads
// here, but is not one of the addresses that may go without.
func TestNoPlainTextAbroad(t *testing.T) {
	s := serve(t, nil, "AUTH PLAIN")
	_, port, err := net.SplitHostPort(s.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{"smtp://ada:secret@0.0.0.0:" + port, "smtps://ada:secret@127.0.0.1:" + port} {
		sender, err := outbound.NewSMTP(address, "cms@example.com")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		err = sender.Send(ctx, message)
		cancel()
		if err == nil || job.GaveUp(err) || s.saw("AUTH") || s.saw("MAIL") {
			t.Errorf("%s: got %v, the server heard %q", address, err, s.commands)
		}
	}
	if !s.saw("EHLO") {
		t.Error("the address did not lead here, so the test says nothing")
	}
}

func TestHeadersStayOneLine(t *testing.T) {
	s := serve(t, nil)
	for _, change := range []func(m *outbound.Message){
		func(m *outbound.Message) { m.Subject += "\r\nBcc: all@example.com" },
		func(m *outbound.Message) { m.To += "\nBcc: all@example.com" },
		func(m *outbound.Message) { m.From += "\nBcc: all@example.com" },
		func(m *outbound.Message) { m.ID += "\r\nBcc: all@example.com" },
	} {
		m := message
		change(&m)
		if err := s.sender(t, "").Send(t.Context(), m); !job.GaveUp(err) || s.saw("MAIL") {
			t.Errorf("got %v", err)
		}
	}
}

func TestAddressesOfServers(t *testing.T) {
	for _, c := range [][2]string{
		{"mail.example.com:587", "cms@example.com"}, {"http://mail.example.com", "cms@example.com"}, {"smtp://", "cms@example.com"},
		{"smtp://user:geheim@mail.example.com:99999", "cms@example.com"}, {"smtp://mail.example.com", "nobody"},
	} {
		if _, err := outbound.NewSMTP(c[0], c[1]); err == nil || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s from %s: %v", c[0], c[1], err)
		}
	}
}
