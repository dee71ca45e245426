package job

import (
	"errors"

	"github.com/riverqueue/river"
)

// GiveUp is what a worker returns when trying again cannot help: the job ends
// and keeps the reason.
func GiveUp(reason error) error { return river.JobCancel(reason) }

// GaveUp reports whether a worker's error was made by GiveUp.
func GaveUp(err error) bool {
	var final *river.JobCancelError
	return errors.As(err, &final)
}
