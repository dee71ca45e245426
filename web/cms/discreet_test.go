package cms_test

import (
	"net/url"
	"testing"

	"gatehouse/db/dbtest"
	"gatehouse/web/webtest"
)

// A link with a token may lead through the sign-in page, whose own address then
// holds the token: it is as little anybody's business there.
func TestSecretsOnTheWayStaySecret(t *testing.T) {
	s := serve(t, webtest.Options{SignUp: "open"})
	onward := "?return=" + url.QueryEscape("/invitations/inv_x?token=abc")
	for _, a := range []webtest.Answer{
		s.Browser().Get("/sign-in" + onward), s.Browser().Get("/sign-up" + onward), s.As(dbtest.Ada).Get("/confirm" + onward),
	} {
		secretly(t, a)
	}
	if a := s.Browser().Get("/sign-in?return=%2Fmembers"); a.Header.Get("Referrer-Policy") != "same-origin" {
		t.Error("an ordinary sign-in page has no referrer")
	}
}
