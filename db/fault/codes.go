package fault

// Codes of faults: a closed set, matched by programs. The names that exist in
// the documented system or in Better Auth are kept as they are there.
const (
	CodeInternal    = "INTERNAL_ERROR"
	CodeUnavailable = "SERVICE_UNAVAILABLE"

	// authentication
	CodeUnauthenticated = "AUTH_MISSING"
	CodeBadCredential   = "AUTH_INVALID"
	CodeRateLimited     = "RATE_LIMITED"
	CodeForeignOrigin   = "INVALID_ORIGIN"

	// organization and firewall
	CodeChooseOrganization = "ORG_REQUIRED"
	CodeNotFound           = "NOT_FOUND"
	CodeFirewallNotFound   = "FIREWALL_NOT_FOUND"
	CodeNotAMember         = "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION"
	CodeCrossTenant        = "ACCESS_CROSS_TENANT_FORBIDDEN"
	CodeTeamRequired       = "TEAM_REQUIRED"

	// access
	CodeRoleRequired     = "ACCESS_ROLE_REQUIRED"
	CodeConditionFailed  = "ACCESS_CONDITION_FAILED"
	CodeWrongState       = "ACCESS_ACTION_NOT_ALLOWED_FOR_STATE"
	CodeTransitionLost   = "ACCESS_TRANSITION_LOST"
	CodeFixed            = "ORGANIZATION_IS_FIXED"
	CodeCreateNotAllowed = "YOU_ARE_NOT_ALLOWED_TO_CREATE_A_NEW_ORGANIZATION"
	CodeSignUpDisabled   = "EMAIL_PASSWORD_SIGN_UP_DISABLED"

	// guards
	CodeSystemManaged = "GUARD_SYSTEM_MANAGED"
	CodeImmutable     = "GUARD_IMMUTABLE"
	CodeProtected     = "GUARD_PROTECTED"
	CodeNotWritable   = "GUARD_FIELD_NOT_ALLOWED"
	CodeMasked        = "GUARD_FIELD_MASKED"

	// validation
	CodeInvalid            = "VALIDATION_FAILED"
	CodeInvalidJSON        = "INVALID_JSON"
	CodeUnknownField       = "UNKNOWN_FIELD"
	CodeUnknownParameter   = "UNKNOWN_PARAMETER"
	CodeInvalidParameter   = "INVALID_PARAMETER"
	CodeInvalidCursor      = "INVALID_CURSOR"
	CodeTooLarge           = "BODY_TOO_LARGE"
	CodeUnsupportedMedia   = "UNSUPPORTED_MEDIA_TYPE"
	CodeMethodNotAllowed   = "METHOD_NOT_ALLOWED"
	CodePreconditionNeeded = "PRECONDITION_REQUIRED"
	CodeIdempotencyReused  = "IDEMPOTENCY_KEY_REUSED"

	// database
	CodeConflict = "REVISION_CONFLICT"
	CodeStale    = "PRECONDITION_FAILED"
	CodeUnique   = "UNIQUE_VIOLATION"
	CodeInUse    = "STILL_IN_USE"
)

// Codes of people's affairs, in Better Auth's words where it has one.
const (
	CodeBadPassword          = "INVALID_EMAIL_OR_PASSWORD"
	CodeWrongPassword        = "INVALID_PASSWORD"
	CodeUserExists           = "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL"
	CodeTokenInvalid         = "INVALID_TOKEN"
	CodeTokenUsed            = "TOKEN_ALREADY_USED"
	CodeTokenExpired         = "TOKEN_EXPIRED"
	CodeNotFresh             = "SESSION_NOT_FRESH"
	CodeBanned               = "BANNED_USER"
	CodeProveFirst           = "EMAIL_NOT_VERIFIED"
	CodeAnotherPerson        = "INVALID_USER"
	CodeSetupDone            = "SETUP_ALREADY_DONE"
	CodeLastOwner            = "YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER"
	CodeAlreadyMember        = "USER_IS_ALREADY_A_MEMBER_OF_THIS_ORGANIZATION"
	CodeInvitationExists     = "USER_IS_ALREADY_INVITED_TO_THIS_ORGANIZATION"
	CodeInvitationNotFound   = "INVITATION_NOT_FOUND"
	CodeInvitationExpired    = "INVITATION_EXPIRED"
	CodeInvitationUsed       = "INVITATION_ALREADY_ANSWERED"
	CodeNotTheRecipient      = "YOU_ARE_NOT_THE_RECIPIENT_OF_THE_INVITATION"
	CodeEmailNotVerified     = "EMAIL_VERIFICATION_REQUIRED_BEFORE_ACCEPTING_OR_REJECTING_INVITATION"
	CodeRoleNotFound         = "ROLE_NOT_FOUND"
	CodeRoleTooHigh          = "YOU_ARE_NOT_ALLOWED_TO_GRANT_THIS_ROLE"
	CodeSlugTaken            = "ORGANIZATION_SLUG_ALREADY_TAKEN"
	CodeMembershipLimit      = "ORGANIZATION_MEMBERSHIP_LIMIT_REACHED"
	CodeTwoFactorRequired    = "TWO_FACTOR_REQUIRED"
	CodeNoChallenge          = "INVALID_TWO_FACTOR_COOKIE"
	CodeInvalidCode          = "INVALID_CODE"
	CodeInvalidRecovery      = "INVALID_BACKUP_CODE"
	CodeTooManyAttempts      = "TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE"
	CodeFactorLocked         = "ACCOUNT_TEMPORARILY_LOCKED"
	CodeOTPExpired           = "OTP_HAS_EXPIRED"
	CodeTOTPEnabled          = "TOTP_ALREADY_ENABLED"
	CodeTOTPOff              = "TOTP_NOT_ENABLED"
	CodeTwoFactorOff         = "TWO_FACTOR_NOT_ENABLED"
	CodeNoCeremony           = "CHALLENGE_NOT_FOUND"
	CodeBadRegistration      = "FAILED_TO_VERIFY_REGISTRATION"
	CodeBadAssertion         = "AUTHENTICATION_FAILED"
	CodePasskeyNotFound      = "PASSKEY_NOT_FOUND"
	CodeConfirmationMismatch = "CONFIRMATION_DOES_NOT_MATCH"
)

// Codes of problems with one field.
const (
	ProblemRequired  = "required"  // nothing was given
	ProblemTooLong   = "too_long"  // params: max, length
	ProblemTooShort  = "too_short" // params: min, length
	ProblemTooBig    = "too_big"   // params: max
	ProblemTooSmall  = "too_small" // params: min
	ProblemDecimals  = "decimals"  // params: max
	ProblemType      = "type"      // params: want
	ProblemFormat    = "format"    // params: want
	ProblemOption    = "option"    // params: value, options
	ProblemPattern   = "pattern"   // params: pattern
	ProblemTaken     = "taken"     // params: value
	ProblemMissing   = "missing"   // a relation's target does not exist; params: value
	ProblemTooMany   = "too_many"  // params: max
	ProblemDuplicate = "duplicate" // params: value
	ProblemCommon    = "common"    // a password everybody tries
	ProblemSame      = "same"      // equal to what it must differ from
	ProblemMismatch  = "mismatch"  // params: want
	ProblemText      = "text"      // NUL or invalid UTF-8
)

// Codes of problems with a row of a file.
const (
	ProblemWordPress = "wordpress" // an export of WordPress; params: line, code (of package wordpress) and what that speaks of
	ProblemQuoting   = "quoting"   // a quotation mark that opens and never closes, or closes and does not end
	ProblemColumns   = "columns"   // params: columns, want
	ProblemEncoding  = "encoding"  // not UTF-8; params: line
	ProblemRows      = "rows"      // of the file some are wrong
)
