package schema

import (
	_ "embed" // for the built-in content model
	"fmt"

	"github.com/goccy/go-yaml/parser"

	"gatehouse/db/access"
)

//go:embed builtin.yaml
var builtIn []byte

// BuiltInSource is the built-in content model as it is written, for copying.
func BuiltInSource() string { return string(builtIn) }

// BuiltIn are the collections of an installation whose file declares none: posts,
// pages, authors, tags and site-settings. It fails when the hierarchy lacks one
// of the roles member, editor and admin; a collection may then be declared.
func BuiltIn(hierarchy *access.Hierarchy, options Options) ([]Collection, error) {
	file, err := parser.ParseBytes(builtIn, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, fmt.Errorf("the built-in content model: %w", err)
	}
	collections, mistakes := Parse(file.Docs[0].Body, hierarchy, options)
	if len(mistakes) > 0 {
		return nil, fmt.Errorf("the built-in content model: %w", mistakes)
	}
	return collections, nil
}
