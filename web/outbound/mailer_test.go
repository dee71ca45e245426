package outbound_test

import (
	"context"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"log/slog"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"gatehouse/db/auth"
	"gatehouse/db/job"
	"gatehouse/db/org"
	"gatehouse/views/email"
	"gatehouse/web/outbound"
)

var key = []byte("a key of the installation, long enough")

func mailer(sender outbound.Sender) *outbound.Mailer {
	return outbound.NewMailer(outbound.Options{
		BaseURL: "https://cms.example.com/", Site: "Newsroom", From: "Newsroom <cms@example.com>",
		Key: key, Sender: sender, Log: slog.New(slog.DiscardHandler),
	})
}

func TestMessagesLeadSomewhere(t *testing.T) {
	secret := job.Secret{Purpose: "p", Subject: "s", Nonce: "n"}
	proof := "?token=" + job.Token(key, secret)
	leads := map[string]string{
		org.MailInvitation:        "/invitations/inv_1" + proof,
		org.MailInvitationRequest: "/o/acme/members/invitations",
		auth.MailReset:            "/reset-password" + proof,
		auth.MailVerify:           "/verify-email" + proof,
		auth.MailPasswordChanged:  "/forgot-password",
		auth.MailChangeEmail:      "/verify-email" + proof,
		auth.MailAccountExists:    "/sign-in",
	}
	for message, path := range leads {
		box := outbound.NewMailbox()
		err := mailer(box).Send(t.Context(), job.Mail{
			Message: message, To: "cy@example.com", Secret: &secret,
			Values: map[string]string{"id": "inv_1", "organization": "Acme", "slug": "acme", "inviter": "Ada", "role": "editor", "email": "bo@example.com"},
		})
		if err != nil {
			t.Errorf("%s: %v", message, err)
			continue
		}
		m := box.Mails("CY@example.com")[0]
		address := "https://cms.example.com" + path
		if !strings.Contains(m.Text, "\n"+address+"\n") || !strings.Contains(m.HTML, `href="`+address+`"`) {
			t.Errorf("%s does not lead to %s:\n%s", message, address, m.Text)
		}
	}
}

// Whatever is inserted somewhere below db must have a text. The sources are read,
// because a message is only a word there.
func TestEveryInsertedMessageHasAText(t *testing.T) {
	found := 0
	for _, message := range inserted(t, filepath.Join("..", "..", "db")) {
		found++
		if _, ok := email.Compose(message, email.View{}); !ok {
			t.Errorf("the message %q is inserted, but has no text in views/email", message)
		}
	}
	if found < 4 {
		t.Errorf("found only %d places that insert a mail: does this test still read them?", found)
	}
}

func inserted(t *testing.T, root string) (messages []string) {
	t.Helper()
	constants := map[string]string{} // by "package.Name"
	var mails []func()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		own := file.Name.Name + "."
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ValueSpec:
				for i, name := range n.Names {
					if i < len(n.Values) {
						if text, ok := literal(n.Values[i]); ok {
							constants[own+name.Name] = text
						}
					}
				}
			case *ast.CompositeLit:
				if kind, ok := n.Type.(*ast.SelectorExpr); ok && kind.Sel.Name == "Mail" {
					mails = append(mails, func() { messages = append(messages, name(t, path, own, n, constants)) })
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, read := range mails {
		read()
	}
	return messages
}

func literal(e ast.Expr) (string, bool) {
	basic, ok := e.(*ast.BasicLit)
	if !ok || basic.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(basic.Value)
	return text, err == nil
}

// name is the message of one job.Mail{…}.
func name(t *testing.T, path, own string, mail *ast.CompositeLit, constants map[string]string) string {
	t.Helper()
	for _, element := range mail.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		if field, ok := pair.Key.(*ast.Ident); !ok || field.Name != "Message" {
			continue
		}
		text, found := literal(pair.Value)
		switch value := pair.Value.(type) {
		case *ast.Ident:
			text, found = constants[own+value.Name], true
		case *ast.SelectorExpr:
			if from, ok := value.X.(*ast.Ident); ok {
				text, found = constants[from.Name+"."+value.Sel.Name], true
			}
		}
		if found && text != "" {
			return text
		}
	}
	t.Errorf("%s: the message of a mail is neither a text nor a constant", path)
	return ""
}

func TestWithoutAMailServerMailsEnd(t *testing.T) {
	var log strings.Builder
	m := outbound.NewMailer(outbound.Options{BaseURL: "https://x.example", Key: key, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if !strings.Contains(log.String(), "no mail server configured: invitations will be shown as links") {
		t.Errorf("the log says %q", log.String())
	}
	err := m.Send(t.Context(), job.Mail{Message: auth.MailVerify, To: "cy@example.com"})
	if !job.GaveUp(err) || !errors.Is(err, outbound.ErrNoServer) {
		t.Errorf("got %v, wanted to give up for want of a server", err)
	}
}

// never is a sender that must not be asked.
type never struct{ t *testing.T }

func (n never) Send(context.Context, outbound.Message) error {
	n.t.Error("was sent")
	return nil
}

func TestWhatIsNeverSent(t *testing.T) {
	past := map[string]string{"expires": time.Now().Add(-time.Minute).UTC().Format("2006-01-02T15:04:05.000Z")}
	for name, mail := range map[string]job.Mail{
		"unknown message":   {Message: "nothing", To: "cy@example.com"},
		"expired":           {Message: auth.MailReset, To: "cy@example.com", Values: past},
		"second header":     {Message: auth.MailVerify, To: "cy@example.com\r\nBcc: all@example.com"},
		"two recipients":    {Message: auth.MailVerify, To: "cy@example.com, bo@example.com"},
		"name with address": {Message: auth.MailVerify, To: "Cy <cy@example.com>"},
		"nobody":            {Message: auth.MailVerify},
	} {
		if err := mailer(never{t}).Send(t.Context(), mail); !job.GaveUp(err) {
			t.Errorf("%s: got %v, wanted to give up", name, err)
		}
	}
}

// remember keeps what it is given.
type remember struct{ messages []outbound.Message }

func (r *remember) Send(_ context.Context, m outbound.Message) error {
	r.messages = append(r.messages, m)
	return errors.New("later")
}

func TestEveryAttemptIsTheSameMail(t *testing.T) {
	sender := &remember{}
	m := mailer(sender)
	for _, to := range []string{"cy@example.com", "cy@example.com", "bo@example.com"} {
		if err := m.Send(t.Context(), job.Mail{Message: auth.MailVerify, To: to, Values: map[string]string{"name": "C", "a": "b"}}); err == nil || job.GaveUp(err) {
			t.Errorf("got %v, wanted to try again", err)
		}
	}
	if s := sender.messages; s[0] != s[1] || s[0].ID == s[2].ID || !strings.HasSuffix(s[0].ID, "@cms.example.com") {
		t.Errorf("ids %s, %s, %s", s[0].ID, s[1].ID, s[2].ID)
	}
}

func TestMailbox(t *testing.T) {
	box := outbound.NewMailbox()
	if list, err := json.Marshal(box.Mails("")); err != nil || string(list) != "[]" {
		t.Errorf("an empty mailbox is %s, %v", list, err)
	}
	done := make(chan struct{})
	for range 6 {
		go func() {
			defer func() { done <- struct{}{} }()
			for i := range 100 {
				err := box.Send(context.Background(), outbound.Message{To: "u" + strconv.Itoa(i%2) + "@example.com", Subject: "s", Text: "t", HTML: "h"})
				if err != nil {
					t.Error(err)
				}
				box.Mails("")
			}
		}()
	}
	for range 6 {
		<-done
	}
	all := box.Mails("")
	if len(all) != 500 || all[0].ID != 101 || all[499].ID != 600 {
		t.Errorf("%d mails from %d to %d", len(all), all[0].ID, all[len(all)-1].ID)
	}
	if mine := box.Mails("U1@example.com"); len(mine) == 0 || len(mine) == 500 || mine[0].To != "u1@example.com" {
		t.Errorf("%d mails of one address", len(mine))
	}
	if _, ok := box.Mail(100); ok {
		t.Error("the mailbox still has what it dropped")
	}
	var shape []map[string]string
	raw, err := json.Marshal(all[:1])
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &shape); err != nil {
		t.Fatal(err)
	}
	if _, err := time.Parse(time.RFC3339, shape[0]["at"]); len(shape[0]) != 5 || err != nil {
		t.Errorf("JSON %s", raw)
	}
	if err := box.Send(t.Context(), outbound.Message{To: "cy@example.com", Subject: "a\r\nBcc: b@example.com"}); !job.GaveUp(err) {
		t.Errorf("got %v for a subject of two lines", err)
	}
}
