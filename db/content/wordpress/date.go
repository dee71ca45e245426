package wordpress

import (
	"cmp"
	"slices"
	"time"
)

// stamp reads a date as WordPress keeps it in its database. 0000-00-00 is none.
func stamp(text string) time.Time {
	at, err := time.Parse(time.DateTime, text)
	if err != nil || at.Year() < 1 {
		return time.Time{}
	}
	return at
}

// feedStamp reads pubDate. For drafts WordPress writes the year -1.
func feedStamp(text string) time.Time {
	for _, layout := range []string{time.RFC1123Z, time.RFC1123} {
		if at, err := time.Parse(layout, text); err == nil && at.Year() > 0 {
			return at.UTC()
		}
	}
	return time.Time{}
}

// zone is how far the site's clock was from UTC at a moment.
type zone struct {
	at     time.Time
	offset time.Duration
}

// dates gives each item its moment: in UTC where the file has it, or else in the
// site's time. No file names the site's zone, but every item that has both dates
// shows how far it was from UTC then; the nearest of them is believed.
func (x *Export) dates() {
	for _, i := range x.Items {
		if offset := i.local.Sub(i.utc); !i.local.IsZero() && !i.utc.IsZero() && offset.Abs() <= 15*time.Hour {
			x.zones = append(x.zones, zone{i.local, offset})
		}
	}
	slices.SortStableFunc(x.zones, func(a, b zone) int { return a.at.Compare(b.at) })
	for n := range x.Items {
		i := &x.Items[n]
		switch {
		case !i.utc.IsZero():
			i.Date = i.utc
		case !i.local.IsZero():
			i.Date, i.Zoneless = i.local.Add(-x.offset(i.local)), true
		default:
			i.Date = i.feed
		}
	}
}

// offset is the one of the nearest moment.
func (x *Export) offset(at time.Time) time.Duration {
	if len(x.zones) == 0 {
		return 0
	}
	n, _ := slices.BinarySearchFunc(x.zones, at, func(z zone, at time.Time) int { return z.at.Compare(at) })
	near := x.zones[max(n-1, 0):min(n+1, len(x.zones))]
	return slices.MinFunc(near, func(a, b zone) int { return cmp.Compare(a.at.Sub(at).Abs(), b.at.Sub(at).Abs()) }).offset
}
