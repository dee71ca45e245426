package email

import "gatehouse/views/component"

func signInCode(v View) letter {
	l := letter{
		subject: v.Code + " signs you in to " + v.Site,
		title:   v.Code,
		lines:   greeting(v, "This is the code for signing in to "+v.Site+". It works once, for three minutes."),
		action:  "Give the code",
		after:   []string{"If you are not signing in right now, somebody knows your password: change it. The code alone opens nothing; tell it to nobody."},
	}
	return l.until(v)
}

// changed are what can happen to an account's proofs, by the name it is stored with.
var changed = map[string]struct{ subject, text string }{
	"two-factor-on":   {"Two-factor is on", "From now on, signing in takes a code of your authenticator too. Other devices were signed out."},
	"two-factor-off":  {"Two-factor is off", "From now on, your password alone signs you in. Other devices were signed out."},
	"recovery-codes":  {"You have new recovery codes", "Ten new recovery codes were made. The old ones are void."},
	"passkey-added":   {"A passkey was added", "A new passkey signs in to your account."},
	"passkey-removed": {"A passkey was removed", "One of your passkeys no longer signs in to your account."},
}

func accountChanged(v View) letter {
	what := changed[v.Values["what"]]
	l := letter{
		subject: what.subject + " on " + v.Site,
		title:   what.subject,
		lines:   greeting(v, what.text),
		action:  "It was not me: set a new password",
		after:   []string{"If it was you, you need not do anything. If not, set a new password and look at your account’s devices and passkeys."},
	}.at(v)
	if from := v.value("address"); from != "" {
		l.facts = append(l.facts, component.Fact{Label: "From the address", Value: from})
	}
	return l
}
