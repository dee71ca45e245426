package auth

import "time"

// What is allowed. A quick burst from one address is
// already bounded by the account's rate and by the queue of the hasher, so there
// is no rate of a few seconds.
var (
	signInHere     = Rate{"sign-in", 5, time.Minute}                // account and address
	signInHour     = Rate{"sign-in hour", 20, time.Hour}            // account and address
	signInAccount  = Rate{"sign-in account", 100, time.Hour}        // account, from anywhere
	signInAddress  = Rate{"sign-in address", 30, time.Minute}       // address
	signUpAddress  = Rate{"sign-up address", 10, time.Hour}         // address
	mailAccount    = Rate{"mail account", 3, time.Hour}             // reset and verification mails to an account
	mailAddress    = Rate{"mail address", 3, time.Minute}           // … asked for by an address
	mailHour       = Rate{"mail address hour", 10, time.Hour}       // … asked for by an address
	noteFailure    = Rate{"note a failed sign-in", 10, time.Hour}   // account events of failed attempts
	proveAgain     = Rate{"password of a session", 5, time.Minute}  // the current password, asked inside
	factorAddress  = Rate{"second factor address", 20, time.Minute} // answers to challenges
	passkeyAddress = Rate{"passkey address", 60, time.Minute}       // ceremonies begun by nobody
	proveAddress   = Rate{"token address", 30, time.Minute}         // guesses at mailed tokens
)

func signInQuotas(email string, device Device) []Quota {
	network := Network(device.Address)
	return []Quota{
		signInHere.Of(email, network), signInHour.Of(email, network),
		signInAccount.Of(email), signInAddress.Of(network),
	}
}

func mailQuotas(email string, device Device) []Quota {
	network := Network(device.Address)
	return []Quota{mailAccount.Of(email), mailAddress.Of(network), mailHour.Of(network)}
}
