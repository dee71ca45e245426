package page

import (
	"strconv"
	"time"
)

// Clock is a moment as a save bar names it: the time today, else day and time.
// Dates look alike everywhere, see Day.
func Clock(at, now time.Time) string {
	at = at.In(now.Location())
	if at.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return at.Format("15:04")
	}
	return Day(at, now) + ", " + at.Format("15:04")
}

// Number groups thousands: 10,000.
func Number(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		if digits[i-1] != '-' {
			digits = digits[:i] + "," + digits[i:]
		}
	}
	return digits
}
