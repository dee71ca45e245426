package model

import (
	"crypto/rand"
	"time"
)

const crockford = "0123456789abcdefghjkmnpqrstvwxyz"

// Installation is the reserved organization that owns the rows of exception
// collections. Nobody can join, list or switch to it.
const Installation = "org_installation"

// The prefixes of ids.
const (
	UserID         = "usr"
	AccountID      = "acc"
	SessionID      = "ses"
	VerificationID = "ver"
	OrganizationID = "org"
	MemberID       = "mem"
	TeamID         = "tea"
	TeamMemberID   = "tmm"
	InvitationID   = "inv"
	KeyID          = "key"
	SigningKeyID   = "sig"
	EntryID        = "ent"
	EventID        = "evt"
	ChallengeID    = "cha"
	DeviceID       = "dev"
	PasskeyID      = "pky"
	CeremonyID     = "cer"
	ImportID       = "imp"
)

// NewID makes prefix_ followed by 26 lower-case Crockford characters: 10 of time
// in milliseconds, 16 random from crypto/rand.
func NewID(prefix string) string {
	var raw [16]byte
	ms := uint64(time.Now().UnixMilli())
	for i := 5; i >= 0; i-- {
		raw[i] = byte(ms)
		ms >>= 8
	}
	_, _ = rand.Read(raw[6:]) // never fails: crypto/rand ends the program instead
	out := make([]byte, 0, len(prefix)+27)
	out = append(out, prefix...)
	out = append(out, '_')
	// 128 bits in 26 characters of 5 bits: two leading zero bits.
	var acc uint32
	bits := uint(2)
	for _, b := range raw {
		acc = acc<<8 | uint32(b)
		bits += 8
		for bits >= 5 {
			bits -= 5
			out = append(out, crockford[acc>>bits&31])
		}
	}
	return string(out)
}

// IsID reports whether s has the shape of an id with the prefix. It says nothing
// about existence.
func IsID(prefix, s string) bool {
	if len(s) != len(prefix)+27 || s[:len(prefix)] != prefix || s[len(prefix)] != '_' {
		return false
	}
	for i := len(prefix) + 1; i < len(s); i++ {
		c := s[i]
		digit, letter := c >= '0' && c <= '9', c >= 'a' && c <= 'z'
		if !digit && (!letter || c == 'i' || c == 'l' || c == 'o' || c == 'u') {
			return false
		}
	}
	return true
}
