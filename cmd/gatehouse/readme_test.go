package main

import (
	"strings"
	"testing"
)

// TestReadmeListsEverySetting compares the README's table with the settings.
func TestReadmeListsEverySetting(t *testing.T) {
	text := read(t, root+"/README.md")
	_, rest, begun := strings.Cut(text, "<!-- settings -->\n")
	table, _, ended := strings.Cut(rest, "<!-- /settings -->")
	if !begun || !ended || strings.TrimSpace(table) != strings.TrimSpace(helpTable()) {
		t.Error("the settings of README.md are not those of \"gatehouse config table\"")
	}
	if lines := strings.Count(text, "\n"); lines > 250 {
		t.Errorf("README.md has %d lines", lines)
	}
}
