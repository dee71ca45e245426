package page

// What has just happened to entries.
var saidContent = sentences{
	"entry.published": plain("Published."),
}
