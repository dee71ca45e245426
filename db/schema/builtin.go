package schema

import (
	"bytes"
	_ "embed" // for the built-in content model
	"fmt"

	yaml "github.com/goccy/go-yaml/parser"

	"gatehouse/db/access"
)

//go:embed builtin.yaml
var builtIn []byte

// BuiltIn are the collections of an installation whose file declares none: posts,
// pages, authors, tags and site-settings. Without a role editor, admins write.
func BuiltIn(hierarchy *access.Hierarchy, options Options) ([]Collection, error) {
	source := builtIn
	if !hierarchy.Known(access.Editor) {
		source = bytes.ReplaceAll(source, []byte(access.Editor+"+"), []byte(access.Admin+"+"))
	}
	file, err := yaml.ParseBytes(source, 0, yaml.AllowDuplicateMapKey())
	if err != nil {
		return nil, fmt.Errorf("the built-in content model: %w", err)
	}
	collections, mistakes := Parse(file.Docs[0].Body, hierarchy, options)
	if len(mistakes) > 0 {
		return nil, fmt.Errorf("the built-in content model: %w", mistakes)
	}
	return collections, nil
}
