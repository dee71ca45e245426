package job

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"

	"gatehouse/db"
)

// Queue stores work and, once started, runs it.
type Queue struct {
	client  *river.Client[*sql.Tx]
	started bool
}

// Workers are the kinds of work this process runs; a process that only inserts
// passes nil to New.
type Workers = river.Workers

// NewWorkers is an empty set of workers.
func NewWorkers() *Workers { return river.NewWorkers() }

// Register adds the worker of one kind of work.
func Register[T river.JobArgs](w *Workers, work func(ctx context.Context, args T) error) {
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, j *river.Job[T]) error {
		return work(ctx, j.Args)
	}))
}

// New makes a queue over the database. log gets River's own messages.
func New(d *db.DB, workers *Workers, log *slog.Logger) (*Queue, error) {
	var driver riverdriver.Driver[*sql.Tx] = riversqlite.New(d.Pool())
	if d.Dialect() == db.Postgres {
		driver = riverdatabasesql.New(d.Pool())
	}
	config := &river.Config{Logger: log, JobTimeout: time.Minute, MaxAttempts: 16}
	if workers != nil {
		config.Workers = workers
		config.Queues = map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 4}}
		config.FetchPollInterval = time.Second
	}
	client, err := river.NewClient(driver, config)
	if err != nil {
		return nil, fmt.Errorf("open the job queue: %w", err)
	}
	return &Queue{client: client}, nil
}

// Insert stores work in the transaction of tx; outside one it stores it at once.
func (q *Queue) Insert(ctx context.Context, tx *db.DB, args river.JobArgs) error {
	var err error
	if t := tx.Tx(); t != nil {
		_, err = q.client.InsertTx(ctx, t, args, nil)
	} else {
		_, err = q.client.Insert(ctx, args, nil)
	}
	if err != nil {
		return fmt.Errorf("store %s: %w", args.Kind(), err)
	}
	return nil
}

// Start begins working. It returns at once.
func (q *Queue) Start(ctx context.Context) error {
	q.started = true
	return q.client.Start(ctx)
}

// Stop lets running work finish until ctx ends.
func (q *Queue) Stop(ctx context.Context) error {
	if !q.started {
		return nil
	}
	err := q.client.Stop(ctx)
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return fmt.Errorf("the job queue did not stop in time: %w", err)
	}
	return err
}
