package main

import (
	"context"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"gatehouse/web/api"
)

// The document follows from the configuration alone, with its names.
func TestOpenAPICommand(t *testing.T) {
	c, err := loadText(t, "name: Acme\nbaseURL: https://cms.acme.example\napi: {requirePrecondition: true}\nfeatures: {pinnedOrganizationId: org_1}\n", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := api.Encode(describe(c))
	if err != nil {
		t.Fatal(err)
	}
	d, err := openapi3.NewLoader().LoadFromData(encoded)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Validate(context.Background()); err != nil {
		t.Error(err)
	}
	change := d.Paths.Find("/api/v1/posts/{id}").Patch
	if d.Info.Title != "Acme" || d.Servers[0].URL != "https://cms.acme.example" ||
		d.Components.SecuritySchemes["session"].Value.Name != "__Host-gatehouse.session_token" || change.Responses.Status(428) == nil {
		t.Errorf("the document says %q at %q", d.Info.Title, d.Servers[0].URL)
	}
}
