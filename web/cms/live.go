package cms

import (
	"context"
	"strings"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/schema"
	"gatehouse/views/page"
)

// live is where a page hears of changes to entries of a collection that are made
// after this call: it must come before what the page shows is read. Nothing for
// those who may list the entries, but not read them.
func (p *Pages) live(ctx context.Context, scope access.Scope, collection *schema.Collection) (page.LiveNews, error) {
	if scope.Decide(collection.Rule(schema.Get)).Refused() {
		return page.LiveNews{}, nil
	}
	here, err := p.Events.Here(ctx, scope, collection.Firewall.Isolation == access.Exception)
	if err != nil {
		return page.LiveNews{}, err
	}
	types := append(content.EventTypes([]*schema.Collection{collection}), content.Resync)
	return page.LiveNews{Stream: in(scope).EventsOf(collection.Name), Since: here.String(), Types: strings.Join(types, " ")}, nil
}
