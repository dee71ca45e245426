package link

// Docs renders the API's description.
func Docs() string { return "/docs" }

// DocsOf renders the description of one collection.
func DocsOf(collection string) string { return join("/docs", collection) }

// OpenAPI is the API's description.
func OpenAPI() string { return "/openapi.json" }
