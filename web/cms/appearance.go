package cms

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v5"

	"gatehouse/views/link"
	"gatehouse/web/respond"
	"gatehouse/web/route"
)

const themeLife = 365 * 24 * 60 * 60 // seconds

// Appearance keeps in this browser how pages look; anything but light and dark
// means as the system.
func (p *Pages) Appearance(c *echo.Context) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	cookie := &http.Cookie{ //nolint:gosec // Secure where the address is; development has no TLS
		Name: themeCookie, Value: form.Get("theme"), Path: "/", MaxAge: themeLife,
		HttpOnly: true, Secure: strings.HasPrefix(p.BaseURL, "https:"), SameSite: http.SameSiteLaxMode,
	}
	if cookie.Value != "light" && cookie.Value != "dark" {
		cookie.Value, cookie.MaxAge = "", -1
	}
	c.SetCookie(cookie)
	return respond.See(c, wanted(form.Get(link.ReturnParameter), link.Home()))
}
