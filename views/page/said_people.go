package page

// What has just happened to people and organizations.
var saidPeople = sentences{
	"organization.active": func(p map[string]string) string { return "You are now in " + p["name"] + "." },
}
