package link

import "net/url"

// Export offers a collection's list as a file; with format it is the file.
func (o Organization) Export(collection string, query url.Values) string {
	return With(o.at("content", collection, "export"), query)
}

// Import is the page that takes a file; POST uploads it.
func (o Organization) Import(collection string) string { return o.at("content", collection, "import") }

// Imports lists what was brought into a collection.
func (o Organization) Imports(collection string) string {
	return o.at("content", collection, "imports")
}

// OneImport is what a file would become, or became; POST says what its columns mean.
func (o Organization) OneImport(collection, id string) string {
	return o.at("content", collection, "imports", id)
}

// ImportRun takes a POST and brings the file in.
func (o Organization) ImportRun(collection, id string) string {
	return o.at("content", collection, "imports", id, "run")
}

// ImportUndo is the page that asks and the POST that takes an import back.
func (o Organization) ImportUndo(collection, id string) string {
	return o.at("content", collection, "imports", id, "undo")
}

// ImportErrors is the list of the rows that stay out, as CSV.
func (o Organization) ImportErrors(collection, id string) string {
	return o.at("content", collection, "imports", id, "errors")
}
