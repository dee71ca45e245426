package model

import "time"

// Time is a moment in milliseconds since 1970-01-01 UTC. Zero means "never" and
// is stored as NULL in columns tagged nullzero.
type Time int64

// At converts a time.Time, cutting below the millisecond.
func At(t time.Time) Time {
	if t.IsZero() {
		return 0
	}
	return Time(t.UnixMilli())
}

// Std converts to a time.Time in UTC; the zero Time becomes the zero time.Time.
func (t Time) Std() time.Time {
	if t == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(t)).UTC()
}

// IsZero reports whether the moment is "never".
func (t Time) IsZero() bool { return t == 0 }

// Add moves by d.
func (t Time) Add(d time.Duration) Time { return t + Time(d.Milliseconds()) }

// Sub is the time from u to t.
func (t Time) Sub(u Time) time.Duration { return time.Duration(t-u) * time.Millisecond }

// Layout is how moments are written for programs: UTC with exactly milliseconds
// (what Better Auth clients revive into dates).
const Layout = "2006-01-02T15:04:05.000Z"

// String writes the moment in Layout, or "" for never.
func (t Time) String() string {
	if t == 0 {
		return ""
	}
	return t.Std().Format(Layout)
}

// MarshalJSON writes the moment in Layout, or null for never.
func (t Time) MarshalJSON() ([]byte, error) {
	if t == 0 {
		return []byte("null"), nil
	}
	return t.Std().AppendFormat(make([]byte, 0, len(Layout)+2), `"`+Layout+`"`), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (t *Time) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*t = 0
		return nil
	}
	at, err := time.Parse(`"`+Layout+`"`, string(data))
	if err == nil {
		*t = At(at)
	}
	return err
}
