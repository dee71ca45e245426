package fault

// NotFoundOf says that the thing does not exist for this caller.
func NotFoundOf(thing string) *Fault {
	return New(NotFound, LayerFirewall, CodeNotFound).With("thing", thing)
}

// Missing is the firewall's answer: another organization's row and a row that
// never existed are the same to the caller.
func Missing() *Fault { return New(NotFound, LayerFirewall, CodeFirewallNotFound) }

// SignIn says that nobody is signed in.
func SignIn() *Fault { return New(Unauthenticated, LayerAuthentication, CodeUnauthenticated) }

// BadCredential says that an explicit credential is not valid (any more).
func BadCredential() *Fault {
	return New(Unauthenticated, LayerAuthentication, CodeBadCredential)
}

// ChooseOrganization says that the request names no organization and the caller
// has no default one.
func ChooseOrganization() *Fault { return New(Choose, LayerAccess, CodeChooseOrganization) }

// RoleRequired says that none of the caller's roles passes the rule.
func RoleRequired() *Fault { return New(Forbidden, LayerAccess, CodeRoleRequired) }

// InvalidInput starts a validation fault; add problems with About.
func InvalidInput(problems ...Problem) *Fault {
	f := New(Invalid, LayerValidation, CodeInvalid)
	f.Problems = problems
	return f
}

// TryLater says that too many attempts were made; seconds until the next one.
func TryLater(seconds int) *Fault {
	f := New(Limited, LayerAuthentication, CodeRateLimited)
	f.RetryAfter = max(seconds, 1)
	return f
}
