package main

import (
	"context"
	"time"

	"gatehouse/db/job"
	"gatehouse/db/model"
)

// endedFor is how long sessions and tokens that have ended are kept, for people
// who come back with an old form or an old link.
const endedFor = 30 * 24 * time.Hour

// purge is the worker of job.Purge.
func (p *Program) purge(ctx context.Context, _ job.Purge) error {
	now := model.At(time.Now())
	ended, err := p.auth.Purge(ctx, now.Add(-endedFor))
	if err != nil {
		return err
	}
	imports, err := p.content.PurgeImports(ctx, now)
	if err != nil {
		return err
	}
	replies, err := p.content.PurgeReplies(ctx, now)
	if err != nil {
		return err
	}
	if ended+imports+replies > 0 {
		p.log.InfoContext(ctx, "forgot what had expired", "sessionsAndTokens", ended, "imports", imports, "replies", replies)
	}
	return nil
}
