package cms

import (
	"net/url"
	"slices"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/schema"
	"gatehouse/views/component"
	"gatehouse/views/page"
)

// readListing reads an address and finds the view that it means.
func (p *Pages) readListing(scope access.Scope, collection *schema.Collection, query url.Values) (listing, bool, error) {
	l, tidy, err := readListing(query)
	if !l.named {
		l.through = p.Content.Through(scope, collection.Name)
	}
	return l, tidy, err
}

func (p *Pages) narrowing(scope access.Scope, collection *schema.Collection, l listing) narrowing {
	n := narrowing{p: p, scope: scope, c: collection, may: p.Content.May(scope, collection.Name), asks: p.Content.Asking(scope, collection.Name, l.through), to: in(scope)}
	n.view, _ = collection.View(l.through)
	if order := l.order(); l.fields == nil && (len(order) == 0 || order[0].Field != publishedColumn) {
		n.spare = publishedColumn // nobody has asked for it
	}
	return n
}

// publishedColumn is shown without being asked for, where there is room.
const publishedColumn = "publishedAt"

// viewTabs are the views that the person may list through, where there is more
// than one way to look.
func (p *Pages) viewTabs(scope access.Scope, collection *schema.Collection, l listing) []component.Tab {
	names, own := p.Content.Views(scope, collection.Name), p.Content.Through(scope, collection.Name)
	if p.Content.May(scope, collection.Name).List {
		names = append([]string{""}, names...)
	}
	if len(names) < 2 {
		return nil
	}
	tabs := make([]component.Tab, 0, len(names))
	for _, name := range names {
		other := l.into(name, p.Content.Asking(scope, collection.Name, name))
		other.named = name != own // the view that is meant anyway has the bare address
		if !other.named {
			other.view = ""
		}
		tab := component.Tab{Label: page.WholeView, Href: listAddress(scope, collection, other), Current: name == l.through}
		if v, ok := collection.View(name); ok {
			tab.Label = v.Label
		}
		tabs = append(tabs, tab)
	}
	return tabs
}

// into is the same list through another view, without what that cannot be asked.
func (l listing) into(view string, asks content.Asking) listing {
	l = l.first()
	l.view, l.named, l.through, l.fields = view, true, view, nil
	if !asks.Search {
		l.search = ""
	}
	if slices.ContainsFunc(l.order(), func(k schema.SortKey) bool { return !slices.Contains(asks.Sorts, k.Field) }) {
		l.sort = ""
	}
	l.filters = slices.DeleteFunc(slices.Clone(l.filters), func(f content.Filter) bool {
		return !slices.Contains(asks.Filters[f.Field], string(f.Operator))
	})
	return l
}
