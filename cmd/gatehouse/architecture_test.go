package main

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// root is the repository seen from this package.
const root = "../.."

type listedPackage struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []listedPackage {
	t.Helper()
	command := exec.Command("go", "list", "-json=ImportPath,Imports", "./...")
	command.Dir = root
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var list []listedPackage
	for d := json.NewDecoder(strings.NewReader(string(out))); d.More(); {
		var p listedPackage
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	return list
}

// The contexts in their order: each may import those above it.
var contexts = []string{
	"gatehouse/db/event", "gatehouse/db/job", "gatehouse/db/auth", "gatehouse/db/org", "gatehouse/db/content",
}

var foundations = []string{"gatehouse/db/fault", "gatehouse/db/model", "gatehouse/db/access", "gatehouse/db/schema"}

// mayImport says which rooms of ours a room may import, by prefix.
func mayImport(from, to string) bool {
	under := func(p string, rooms ...string) bool {
		return slices.ContainsFunc(rooms, func(room string) bool { return p == room || strings.HasPrefix(p, room+"/") })
	}
	switch {
	case under(from, "gatehouse/cmd"):
		return true
	case under(from, "gatehouse/db/dbtest"):
		return under(to, "gatehouse/db")
	case under(from, "gatehouse/web/webtest"):
		return under(to, "gatehouse/db", "gatehouse/web", "gatehouse/views")
	case under(from, "gatehouse/static"):
		return false
	case under(from, "gatehouse/views"):
		return under(to, "gatehouse/views", "gatehouse/static", "gatehouse/db/schema", "gatehouse/db/fault")
	case under(from, "gatehouse/web"):
		return to != "gatehouse/db" && !under(to, "gatehouse/cmd", "gatehouse/db/migrations", "gatehouse/db/dbtest")
	case from == "gatehouse/db/migrations":
		return to == "gatehouse/db"
	case from == "gatehouse/db":
		return under(to, foundations...)
	case slices.Contains(foundations, from):
		return slices.Index(foundations, to) >= 0 && slices.Index(foundations, to) < slices.Index(foundations, from)
	}
	if at := slices.IndexFunc(contexts, func(c string) bool { return under(from, c) }); at >= 0 {
		return to == "gatehouse/db" || under(to, foundations...) || under(to, contexts[:at+1]...)
	}
	return false
}

func TestImportsPointOneWay(t *testing.T) {
	for _, p := range packages(t) {
		for _, to := range p.Imports {
			if strings.HasPrefix(to, "gatehouse/") && !mayImport(p.ImportPath, to) {
				t.Errorf("%s imports %s", p.ImportPath, to)
			}
		}
	}
}

// Only these rooms may use bun's query builder, a driver or database/sql.
func TestOnlyTheDatabaseRoomsTalkToTheDatabase(t *testing.T) {
	may := []string{"gatehouse/db", "gatehouse/db/migrations", "gatehouse/db/model", "gatehouse/db/dbtest", "gatehouse/cmd/gatehouse/bench"}
	for _, p := range packages(t) {
		for _, to := range p.Imports {
			if strings.HasPrefix(to, "github.com/uptrace/bun") && !slices.Contains(may, p.ImportPath) {
				t.Errorf("%s imports %s", p.ImportPath, to)
			}
			if strings.HasPrefix(p.ImportPath, "gatehouse/web") && to == "database/sql" {
				t.Errorf("%s imports %s", p.ImportPath, to)
			}
		}
	}
}

// Every room says what it is.
func TestRoomsAreDescribed(t *testing.T) {
	forbidden := regexp.MustCompile(`(^|/)(service|services|util|utils|common|helper|helpers|manager|core|store)$`)
	for _, p := range packages(t) {
		if forbidden.MatchString(p.ImportPath) {
			t.Errorf("%s has a name that says nothing", p.ImportPath)
		}
		folder := filepath.Join(root, strings.TrimPrefix(p.ImportPath, "gatehouse/"))
		described := false
		for _, file := range sources(t, folder, false) {
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly|parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			described = described || parsed.Doc != nil
		}
		if !described {
			t.Errorf("%s has no package comment", p.ImportPath)
		}
	}
}

// The two boundaries that cross organizations have a closed list of callers.
func TestCrossingIsRare(t *testing.T) {
	callers := map[string][]string{
		"Everything": {"db/access/boundary.go", "db/content/purge.go"},
		"Suppose":    {"db/access/gate.go", "cmd/gatehouse/explain.go"},
		"Administer": {
			"db/access/gate.go", "db/org/setup.go",
			"cmd/gatehouse/audit.go", "cmd/gatehouse/import.go", "cmd/gatehouse/import_wordpress.go", "cmd/gatehouse/transfer.go", "cmd/gatehouse/demo.go",
		},
	}
	for _, file := range sources(t, root, true) {
		if strings.HasSuffix(file, "_test.go") || strings.Contains(file, "/dbtest/") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		name, _ := filepath.Rel(root, file)
		ast.Inspect(parsed, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			selector, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if allowed, rare := callers[selector.Sel.Name]; rare && !slices.Contains(allowed, filepath.ToSlash(name)) {
				t.Errorf("%s calls %s", name, selector.Sel.Name)
			}
			return true
		})
	}
}

// The mode of an installation is decided in one place; elsewhere nobody asks.
func TestTheModeHasOneHome(t *testing.T) {
	word := regexp.MustCompile(`\b[Pp]in(ned)?\b|[a-z]Pin(ned)?\b|\b[Pp]in(ned)?[A-Z]`)
	homes := regexp.MustCompile(`^(db/access/|cmd/gatehouse/)`)
	for _, file := range append(sources(t, root, true), files(t, ".templ")...) {
		name, _ := filepath.Rel(root, file)
		name = filepath.ToSlash(name)
		if homes.MatchString(name) || strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_templ.go") {
			continue
		}
		for i, line := range strings.Split(read(t, file), "\n") {
			if word.MatchString(line) && !strings.Contains(line, "pinnedOrganizationId") && !strings.Contains(line, "allowCreateWhenPinned") {
				t.Errorf("%s:%d asks for the mode: %s", name, i+1, strings.TrimSpace(line))
			}
		}
	}
}

// Raw HTML enters a page in one audited room.
func TestRawHTMLHasOneHome(t *testing.T) {
	for _, file := range append(sources(t, filepath.Join(root, "views"), true), files(t, ".templ")...) {
		name, _ := filepath.Rel(root, file)
		if strings.HasPrefix(filepath.ToSlash(name), "views/prose/") || strings.HasSuffix(name, "_templ.go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		if text := read(t, file); strings.Contains(text, "templ.Raw(") || strings.Contains(text, "templ.FromGoHTML(") {
			t.Errorf("%s writes raw HTML", name)
		}
	}
}

// Small rooms: a hand-written file of over 400 lines is two.
func TestFilesAreSmall(t *testing.T) {
	for _, file := range append(sources(t, root, true), files(t, ".templ")...) {
		if strings.HasSuffix(file, "_templ.go") || strings.HasSuffix(file, "_test.go") {
			continue
		}
		if n := strings.Count(read(t, file), "\n"); n > 400 {
			t.Errorf("%s has %d lines", file, n)
		}
	}
}

// sources lists Go files of a folder, or of everything below it.
func sources(t *testing.T, folder string, deep bool) []string {
	t.Helper()
	if !deep {
		names, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		return names
	}
	return walk(t, folder, ".go")
}

func files(t *testing.T, ending string) []string { return walk(t, root, ending) }

func walk(t *testing.T, folder, ending string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && d.Name() != ".." && path != folder) {
			return filepath.SkipDir
		}
		if !d.IsDir() && strings.HasSuffix(path, ending) {
			names = append(names, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
