package page

import (
	"strconv"
	"time"
)

// Ago is a past moment as people say it, today's and yesterday's by the clock of
// the moment's own zone.
func Ago(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	switch past := now.Sub(t); {
	case past < time.Minute:
		return "just now"
	case past < time.Hour:
		return strconv.Itoa(int(past.Minutes())) + " min ago"
	case past < 24*time.Hour:
		return several(int(past.Hours()), "hour") + " ago"
	case past < 48*time.Hour:
		return "yesterday"
	case past < 14*24*time.Hour:
		return several(int(past.Hours()/24), "day") + " ago"
	}
	return Day(t, now)
}

// Until is a coming moment as people say it.
func Until(t, now time.Time) string {
	switch left := t.Sub(now); {
	case left <= 0:
		return "over"
	case left < time.Hour:
		return "in " + strconv.Itoa(max(1, int(left.Minutes()))) + " min"
	case left < 48*time.Hour:
		return "in " + several(int(left.Hours()+.5), "hour")
	case left < 100*24*time.Hour:
		return "in " + several(int((left.Hours()+12)/24), "day")
	}
	return "on " + Day(t, now)
}

// Day is a date, with the year where it is not this one.
func Day(t, now time.Time) string {
	if t.Year() == now.Year() {
		return t.Format("2 Jan")
	}
	return t.Format("2 Jan 2006")
}

func several(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// Never stands where something has not happened.
const Never = "never"
