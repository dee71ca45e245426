package email

import "gatehouse/views/component"

// messages are the texts by the name they are stored with.
var messages = map[string]func(v View) letter{
	"invitation":         invitation,
	"invitation-request": invitationRequest,
	"reset-password":     resetPassword,
	"verify-email":       verifyEmail,
	"password-changed":   passwordChanged,
	"sign-in-code":       signInCode,
	"account-changed":    accountChanged,
	"change-email":       changeEmail,
	"email-changed":      emailChanged,
	"account-exists":     accountExists,
	"account-deleted":    accountDeleted,
}

func invitation(v View) letter {
	organization, inviter := v.value("organization"), v.value("inviter")
	l := letter{
		subject: inviter + " invites you to " + organization,
		title:   "Join " + organization,
		lines:   []string{inviter + " invites you to work in " + organization + " on " + v.Site + "."},
		facts: []component.Fact{
			{Label: "Organization", Value: organization},
			{Label: "Invited by", Value: inviter},
			{Label: "Your role", Value: roleNames(v.value("role"))},
			{Label: "Sent to", Value: flat(v.To)},
		},
		action: "See the invitation",
		after: []string{
			"The link proves that this mailbox is yours, so keep it to yourself. Opening it accepts nothing yet.",
			"If you did not expect this, you can leave it unanswered: nothing happens without you.",
		},
	}
	if inviter == "" {
		l.subject = "You are invited to " + organization
		l.lines = []string{"You are invited to work in " + organization + " on " + v.Site + "."}
		l.facts = append(l.facts[:1], l.facts[2:]...)
	}
	l.lines = append(l.lines, roleWords(v.value("role"))...)
	if until := when(v.Values["expires"]); until != "" {
		l.facts = append(l.facts, component.Fact{Label: "Open until", Value: until})
	}
	return l.about(v)
}

func invitationRequest(v View) letter {
	organization, address := v.value("organization"), flat(v.Values["email"])
	return letter{
		subject: address + " asks for a new invitation to " + organization,
		title:   "A new invitation, please",
		lines: append(greeting(v, address+" was invited to "+organization+", but the invitation has expired. They ask for a new one."),
			"Sending it again begins a new term; their copied link works again then."),
		action: "Open the invitations",
		after:  []string{"If you do not want them to join, you need not do anything."},
	}.about(v)
}

func resetPassword(v View) letter {
	l := letter{
		subject: "Set a new password for " + v.Site,
		title:   "Set a new password",
		lines:   greeting(v, "Somebody, probably you, asked for a new password for "+flat(v.To)+" on "+v.Site+"."),
		action:  "Set a new password",
		after:   []string{"The link works once. If it was not you, leave this mail unanswered: your password stays as it is."},
	}
	return l.until(v)
}

func verifyEmail(v View) letter {
	l := letter{
		subject: "Confirm your address for " + v.Site,
		title:   "Confirm your address",
		lines:   greeting(v, "Please confirm that "+flat(v.To)+" is your address on "+v.Site+"."),
		action:  "Confirm this address",
		after:   []string{"If you have no account there, leave this mail unanswered."},
	}
	return l.until(v)
}

func passwordChanged(v View) letter {
	l := letter{
		subject: "Your password for " + v.Site + " was changed",
		title:   "Your password was changed",
		lines:   greeting(v, "The password of "+flat(v.To)+" on "+v.Site+" was changed. Other devices were signed out."),
		action:  "It was not me: set a new password",
		after:   []string{"If it was you, you need not do anything."},
	}
	if at := when(v.Values["at"]); at != "" {
		l.facts = append(l.facts, component.Fact{Label: "When", Value: at})
	}
	if from := v.value("address"); from != "" {
		l.facts = append(l.facts, component.Fact{Label: "From the address", Value: from})
	}
	return l
}

// greeting begins a message to somebody whose name is known.
func greeting(v View, sentence string) []string {
	if name := v.value("name"); name != "" {
		return []string{"Hello " + name + ",", sentence}
	}
	return []string{sentence}
}

// until says how long the link works, where the message knows.
func (l letter) until(v View) letter {
	if until := when(v.Values["expires"]); until != "" {
		l.facts = append(l.facts, component.Fact{Label: "Works until", Value: until})
	}
	return l
}
