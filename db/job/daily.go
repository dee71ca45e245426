package job

import (
	"time"

	"github.com/riverqueue/river"
)

// Purge is the daily work of forgetting what has expired.
type Purge struct{}

// Kind implements river.JobArgs.
func (Purge) Kind() string { return "purge" }

// Daily does a kind of work once a day, and soon after the start. Of several
// processes one does it.
func (q *Queue) Daily(args river.JobArgs) {
	const day = 24 * time.Hour
	q.client.PeriodicJobs().Add(river.NewPeriodicJob(
		river.PeriodicInterval(day),
		func() (river.JobArgs, *river.InsertOpts) {
			return args, &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByPeriod: day}}
		},
		&river.PeriodicJobOpts{RunOnStart: true},
	))
}
