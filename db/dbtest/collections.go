package dbtest

import (
	"testing"

	yaml "github.com/goccy/go-yaml/parser"

	"gatehouse/db/access"
	"gatehouse/db/schema"
)

// Collections are the collections that a YAML text declares, for the built-in roles.
func Collections(t testing.TB, source string) []schema.Collection {
	t.Helper()
	return CollectionsFor(t, source, access.NewHierarchy(access.DefaultHierarchy()), schema.Options{})
}

// CollectionsFor are the collections that a YAML text declares, for roles of one's
// own.
func CollectionsFor(t testing.TB, source string, roles *access.Hierarchy, options schema.Options) []schema.Collection {
	t.Helper()
	file, err := yaml.ParseBytes([]byte(source), 0)
	if err != nil {
		t.Fatal(err)
	}
	found, mistakes := schema.Parse(file.Docs[0].Body, roles, options)
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	return found
}

// BuiltInAnd are the built-in collections and those that a YAML text declares.
func BuiltInAnd(t testing.TB, source string) []schema.Collection {
	t.Helper()
	builtin, err := schema.BuiltIn(access.NewHierarchy(access.DefaultHierarchy()), schema.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return append(builtin, Collections(t, source)...)
}
