package email

import "strings"

// roles are the built-in ones: their name and what they allow, in one sentence.
var roles = map[string][2]string{
	"owner":  {"Owner", "As an owner you may do everything here, deleting the organization included."},
	"admin":  {"Admin", "As an admin you manage members, teams and settings, and write, publish and delete content."},
	"editor": {"Editor", "As an editor you write, change and publish content."},
	"member": {"Member", "As a member you see all content, drafts included, and who else belongs here."},
}

// roleNames are the names of roles separated by commas; custom ones are named as they are configured.
func roleNames(list string) string {
	var names []string
	for _, role := range split(list) {
		if r, ok := roles[role]; ok {
			role = r[0]
		}
		names = append(names, role)
	}
	return strings.Join(names, ", ")
}

// roleWords says what roles allow, one sentence each.
func roleWords(list string) []string {
	var sentences []string
	for _, role := range split(list) {
		if r, ok := roles[role]; ok {
			sentences = append(sentences, r[1])
		} else {
			sentences = append(sentences, "What the role “"+role+"” allows is for the organization to say.")
		}
	}
	return sentences
}

func split(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}
