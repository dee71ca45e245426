package cms_test

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"gatehouse/db/dbtest"
	"gatehouse/web/webtest"
)

func TestAnExportOfWordPressGoesInAndComesBack(t *testing.T) {
	export, err := os.ReadFile("../../db/content/testdata/wordpress/museum.xml")
	if err != nil {
		t.Fatal(err)
	}
	s := installed(t, webtest.Options{})
	ada := s.As(dbtest.Ada)
	bad := ada.Submit(ada.Get(posts+"/import"), "main form", "text", "<html></html>")
	expect(t, bad, http.StatusUnprocessableEntity, "")
	with(t, bad, "Line 1: This is no export of WordPress.", "&lt;html")

	preview := ada.Submit(ada.Get(posts+"/import"), "main form", "text", string(export))
	if !strings.HasPrefix(preview.Address, posts+"/imports/imp_") {
		t.Fatalf("%d %s %s", preview.StatusCode, preview.Address, clip(preview.Page.Find("main").Text()))
	}
	with(t, preview, "11 stay out", "An export of Harbour Museum", "Import all 22", "11 stay out", "Marta Quill", "New in authors",
		"The category became a tag.", "It was in the trash.", "A script in the text is left out.", "New in posts, a draft", "New in pages, live")
	if n := preview.Page.Find("#account-left tbody tr").Length(); n != 11 {
		t.Errorf("%d lines stay out", n)
	}
	if n := preview.Page.Find("details.account tbody tr").Length(); n != 33 {
		t.Errorf("%d lines are accounted for", n)
	}
	if n := preview.Page.Find("details.account a").Length(); n != 0 {
		t.Errorf("%d lines lead to what is not there", n)
	}
	if strings.Contains(preview.Body, "alert(") {
		t.Error("a script of the export is on the page")
	}
	csv := ada.Get(preview.Address + "/errors")
	expect(t, csv, http.StatusOK, "")
	if lines := strings.Split(strings.TrimSpace(csv.Body), "\r\n"); len(lines) != 34 || !strings.HasPrefix(lines[0], "line,kind,name,fate") {
		t.Errorf("%d lines in the CSV: %s", len(lines), lines[0])
	}
	with(t, ada.Get(posts), "No posts yet")
	expect(t, s.As(dbtest.Cy).Get(preview.Address), http.StatusNotFound, "")

	done := ada.Submit(preview, "main form")
	with(t, done, "is imported", "11 stay out", "Take it back")
	if n := done.Page.Find("details.account a").Length(); n != 22 {
		t.Errorf("%d lines lead to entries", n)
	}
	first := done.Page.Find("details.account a:contains('Opening hours & tides')").AttrOr("href", "")
	with(t, ada.Get(first), "opening-hours", "The harbour at low water", "Live")
	with(t, ada.Get(posts), "Opening hours &amp; tides", "Вокруг маяка", "海の話", "Untitled")

	again := ada.Submit(ada.Get(posts+"/import"), "main form", "text", string(export))
	with(t, again, "22 are there already and stay as they are", "There is nothing to import.")

	ada.Submit(ada.Get(done.Address+"/undo"), "main form")
	with(t, ada.Get(done.Address), "is taken back")
	if n := ada.Get(done.Address).Page.Find("details.account a").Length(); n != 0 {
		t.Errorf("%d lines lead to what is gone", n)
	}
	with(t, ada.Get(posts), "No posts yet")
}
