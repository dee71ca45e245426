package route_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/web/route"
)

func nothing(*echo.Context) error { return nil }

// A handler that came past the adapters, and a parameter of no known kind, stop the program.
func TestRoutesNeedAPolicy(t *testing.T) {
	e := echo.New()
	table := route.New(e, nil)
	if _, err := e.AddRoute(echo.Route{Method: http.MethodGet, Path: "/stray", Handler: nothing}); err == nil || !strings.Contains(err.Error(), "declares no policy") {
		t.Errorf("a route without a policy: %v", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("a parameter that nobody knows was taken")
		}
		if p := table.Policies(); len(p) != 0 {
			t.Errorf("registered %v", p)
		}
	}()
	table.Section("", nil, nil).Get("/things/:thing", route.Open(nothing))
}

// To whoever lacks the platform role, a platform route is not there.
func TestPlatformRoutes(t *testing.T) {
	for role, want := range map[string]string{"admin": "", "user": fault.CodeNotFound, "": fault.CodeNotFound} {
		gate := access.NewGate(access.Sources{Identity: func(context.Context, access.Credential) (access.Identity, error) {
			return access.Identity{Kind: access.Person, UserID: "usr_1", UserRole: role}, nil
		}}, access.Choose(), nil)
		e := echo.New()
		var got error
		e.HTTPErrorHandler = func(_ *echo.Context, err error) { got = err }
		served := false
		table := route.New(e, gate)
		table.Section("", func(c *echo.Context) (access.Actor, error) {
			return gate.Recognize(c.Request().Context(), access.Credential{})
		}, nil).Get("/platform", route.Platform("admin", func(*echo.Context, access.Actor) error {
			served = true
			return nil
		}))
		e.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/platform", nil))
		if served != (want == "") || want != "" && !fault.Has(got, want) {
			t.Errorf("platform role %q: served %v, %v", role, served, got)
		}
		if p := table.Policies()[0]; p.Who != route.Staff || p.Role != "admin" || p.Writes {
			t.Errorf("declares %+v", p)
		}
	}
}
