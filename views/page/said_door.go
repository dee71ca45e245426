package page

// What has just happened at the doors and to somebody's own account.
var saidDoor = sentences{
	"setup.done": func(p map[string]string) string {
		return "Welcome, " + p["name"] + ". “" + p["organization"] + "” is yours."
	},
	"signup.done":           func(p map[string]string) string { return "Welcome, " + p["name"] + "." },
	"signup.prove":          plain("One more step: open the link in the mail that is on its way to you. Then sign in here."),
	"session.ended":         plain("You are signed out."),
	"password.reset":        plain("Your new password is set. Sign in with it."),
	"password.changed":      plain("Your password is changed. Other devices are signed out."),
	"email.verified":        plain("Your address is confirmed."),
	"email.asked":           plain("A mail with a link is on its way to you."),
	"email.already":         plain("Your address is confirmed already."),
	"profile.saved":         plain("Your profile is saved."),
	"two-factor.required":   plain("Members need a second factor from now on."),
	"two-factor.optional":   plain("Members may enter with their password alone again."),
	"two-factor.on":         plain("Two-factor is on. Other devices are signed out."),
	"two-factor.off":        plain("Two-factor is off. Other devices are signed out."),
	"device.distrusted":     plain("That browser is asked for the code again."),
	"passkey.added":         plain("Your passkey is ready. Next time it signs you in."),
	"passkey.renamed":       plain("The passkey has its new name."),
	"passkey.removed":       plain("The passkey is removed. It signs nobody in any more."),
	"device.ended":          plain("That device is signed out."),
	"devices.ended":         plain("All other devices are signed out."),
	"parcel.spoilt":         plain("What had been kept could not be opened: it was older than a day, or damaged on the way."),
	"parcel.somebody-elses": plain("What had been kept belongs to somebody else. Only they get it back."),
}
