package main

import (
	"net/http"
	"net/url"
	"strings"

	"gatehouse/db/content"
	"gatehouse/db/schema"
)

// call is an operation as programs ask for it.
func call(c *schema.Collection, operation, id string) (method, address, body string) {
	switch operation {
	case "list":
		return http.MethodGet, "", ""
	case "get":
		return http.MethodGet, "/" + id, ""
	case "create":
		return http.MethodPost, "", `{"title":"made"}`
	case "update":
		return http.MethodPatch, "/" + id, `{"title":"changed"}`
	case "delete":
		return http.MethodDelete, "/" + id, ""
	case content.Removal:
		return http.MethodDelete, "/" + id + "?permanent=true", ""
	}
	if view, ok := strings.CutPrefix(operation, content.ThroughView); ok {
		return http.MethodGet, "?view=" + view, ""
	}
	if id != "" {
		id = "/" + id
	}
	return http.MethodPost, id + "/" + operation, ""
}

// form is the same as people ask for it, where that is a form.
func (c *court) form(collection *schema.Collection, operation, id string) (address string, form url.Values, ok bool) {
	form = url.Values{}
	switch operation {
	case "create":
		return "", url.Values{"title": {"made"}, "_do": {"save"}}, true
	case "update":
		return "/" + id, url.Values{"title": {"changed"}, "_do": {"save"}}, true
	case "publish":
		return "/" + id + "/publication", form, true
	case "unpublish":
		return "/" + id + "/publication/removal", form, true
	case "delete":
		return "/" + id + "/trash", form, true
	case content.Restoration:
		return "/" + id + "/trash/removal", form, true
	case content.Removal:
		return "/" + id + "/removal", form, true
	case schema.Duplicate:
		return "/" + id + "/actions/" + operation, form, true
	}
	if a, found := collection.Action(operation); found {
		if a.Standalone {
			return "/actions/" + operation, form, true
		}
		return "/" + id + "/actions/" + operation, form, true
	}
	return "", nil, false
}
