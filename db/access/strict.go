package access

import (
	"time"

	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// How long a session may rest, and last, inside an organization that requires a
// second factor (NIST SP 800-63B; ASVS 5.0 v5.0.0-7.3).
const (
	StrictIdle     = 30 * time.Minute
	StrictAbsolute = 12 * time.Hour
)

// strict refuses a member's personal credential that proves too little for an
// organization that requires a second factor. It is asked wherever a scope is
// made, so that no page, stream, key or token goes around it. The organization's
// own keys are unaffected. Fails with TWO_FACTOR_REQUIRED, and with
// SESSION_NOT_FRESH when the password has to be given again.
func strict(who Identity, o Organization, now model.Time) error {
	if who.Kind != Person {
		return nil
	}
	if !who.SecondFactor {
		return fault.New(fault.Forbidden, fault.LayerAuthentication, fault.CodeTwoFactorRequired).
			With("organization", o.Name).With("organizationId", o.ID)
	}
	if who.SessionID != "" && (now.Sub(who.SeenAt) > StrictIdle || now.Sub(who.SignedInAt) > StrictAbsolute) {
		return fault.New(fault.Forbidden, fault.LayerAuthentication, fault.CodeNotFresh)
	}
	return nil
}
