package email

import "gatehouse/views/component"

func changeEmail(v View) letter {
	l := letter{
		subject: "Confirm your new address for " + v.Site,
		title:   "Confirm your new address",
		lines:   greeting(v, "Please confirm that you want to sign in to "+v.Site+" with "+flat(v.To)+" from now on."),
		action:  "Use this address",
		after:   []string{"Nothing changes before you do. If you did not ask for it, leave this mail unanswered."},
	}
	return l.until(v)
}

func emailChanged(v View) letter {
	return letter{
		subject: "Your address for " + v.Site + " was changed",
		title:   "Your address was changed",
		lines:   greeting(v, "Your account on "+v.Site+" now belongs to "+v.value("address")+". Other devices were signed out."),
		after:   []string{"If it was you, you need not do anything. If not, tell whoever runs " + v.Site + " at once: this address no longer opens the account."},
	}.at(v)
}

func accountExists(v View) letter {
	return letter{
		subject: "You have an account on " + v.Site + " already",
		title:   "You have an account already",
		lines:   greeting(v, "Somebody, probably you, wanted to make an account on "+v.Site+" with "+flat(v.To)+". There is one already, and nothing was changed."),
		action:  "Sign in",
		after:   []string{"If you have forgotten the password, the sign-in page helps. If it was not you, you need not do anything."},
	}.at(v)
}

func accountDeleted(v View) letter {
	return letter{
		subject: "Your account on " + v.Site + " was deleted",
		title:   "Your account was deleted",
		lines:   greeting(v, "The account of "+flat(v.To)+" on "+v.Site+" was deleted, with all its sessions and keys. What you wrote for organizations stays theirs."),
		after:   []string{"If it was not you, tell whoever runs " + v.Site + "."},
	}.at(v)
}

// at says when it happened.
func (l letter) at(v View) letter {
	if at := when(v.Values["at"]); at != "" {
		l.facts = append(l.facts, component.Fact{Label: "When", Value: at})
	}
	return l
}
