package main

import (
	"encoding/json"
	"strings"

	"gatehouse/db/schema"
)

// configSchema is the JSON Schema of the configuration file, for editors: what
// `gatehouse config schema` prints.
func configSchema() []byte {
	root := branch()
	for _, s := range settings() {
		at := root
		path := strings.Split(s.key, ".")
		for _, name := range path[:len(path)-1] {
			below, _ := at["properties"].(map[string]any)
			if below[name] == nil {
				below[name] = branch()
			}
			at, _ = below[name].(map[string]any)
		}
		properties, _ := at["properties"].(map[string]any)
		properties[path[len(path)-1]] = s.jsonSchema()
	}
	collections, defs := schema.Grammar()
	properties, _ := root["properties"].(map[string]any)
	properties[collectionsKey] = collections
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "Gatehouse configuration"
	root["$defs"] = defs
	out, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		return nil // maps of strings, numbers and lists always marshal
	}
	return append(out, '\n')
}

func branch() map[string]any {
	return map[string]any{"type": "object", "additionalProperties": false, "properties": map[string]any{}}
}

func (s setting) jsonSchema() map[string]any {
	out := map[string]any{"description": strings.ReplaceAll(s.means, "`", ""), "examples": []any{s.example}}
	switch s.kind {
	case kindBool:
		out["type"], out["examples"] = "boolean", []any{s.example == "true"}
	case kindSwitch:
		out["enum"] = []any{"on", "off", true, false}
	case kindChoice:
		out["enum"] = s.options
	case kindList:
		items := strings.Split(s.example, ", ")
		out["oneOf"] = []any{map[string]any{"type": "array", "items": map[string]any{"type": "string"}}, map[string]any{"type": "string"}}
		out["examples"] = []any{items}
	case kindText:
		out["type"] = "string"
	}
	switch {
	case s.otherwise == "" || s.secret:
	case s.kind == kindBool:
		out["default"] = s.otherwise == "true"
	case s.kind == kindList:
		out["default"] = strings.Split(s.otherwise, ", ")
	default:
		out["default"] = s.otherwise
	}
	return out
}
