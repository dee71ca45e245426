package cms

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
	"gatehouse/views/component"
	"gatehouse/views/link"
	"gatehouse/views/page"
	"gatehouse/web/respond"
	"gatehouse/web/route"
	"gatehouse/web/session"
)

// unasked is how many entries are changed at once without asking first.
const unasked = 20

var bulkOperations = []content.BulkOperation{content.BulkPublish, content.BulkUnpublish, content.BulkTrash, content.BulkUntrash}

// Bulk does one thing with the ticked entries, or with all that a list matches.
// Many are asked about first.
func (p *Pages) Bulk(c *echo.Context, scope access.Scope) error {
	collection, err := p.Content.Collection(scope, c.Param("collection"))
	if err != nil {
		return err
	}
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	operation := content.BulkOperation(form.Get(doField))
	if !slices.Contains(bulkOperations, operation) {
		return wrongParameter(doField)
	}
	if err := p.Content.MayBulk(scope, collection.Name, operation); err != nil {
		return err
	}
	query, err := url.ParseQuery(form.Get("_query"))
	if err != nil {
		return wrongParameter("_query")
	}
	l, _, err := p.readListing(scope, collection, query)
	if err != nil {
		return err
	}
	back := wanted(form.Get(link.ReturnParameter), in(scope).Content(collection.Name))
	which := content.Selection{IDs: form["id"]}
	all := form.Get("_all") == "true"
	if all {
		q := l.first().query(collection, zone(scope))
		which = content.Selection{Query: &q}
	}
	if !all && len(which.IDs) == 0 {
		return p.bulkDone(c, scope, collection, back, session.Flash{Code: "entries.none"})
	}
	if (all || len(which.IDs) > unasked) && form.Get("_sure") != "true" {
		return p.askBulk(c, scope, collection, operation, l, which, back, form.Get("_query"))
	}
	result, err := p.Content.Bulk(c.Request().Context(), scope, collection.Name, operation, which)
	if err != nil {
		return err
	}
	said := session.Flash{Code: "entries." + string(operation), Params: map[string]string{
		"changed": strconv.Itoa(result.Changed), "skipped": strconv.Itoa(result.Skipped),
		"one": lower(collection.Singular), "many": lower(collection.Label),
	}}
	for reason, n := range result.Reasons {
		said.Params[reason] = strconv.Itoa(n)
	}
	if len(result.Problems) > 0 {
		said.Params["invalid_one"] = result.Problems[0].Label
	}
	return p.bulkDone(c, scope, collection, back, said)
}

func (p *Pages) bulkDone(c *echo.Context, scope access.Scope, collection *schema.Collection, back string, said session.Flash) error {
	if l, ok := p.listingOf(scope, collection, back); ok && respond.WantsPart(c.Request()) {
		return p.answerList(c, scope, collection, l, page.Said(said.Code, said.Params, "", ""))
	}
	p.Sessions.Say(c.Response(), said)
	return respond.See(c, back)
}

// askBulk says how many entries would change, and by which filter they were found.
func (p *Pages) askBulk(c *echo.Context, scope access.Scope, collection *schema.Collection, operation content.BulkOperation, l listing, which content.Selection, back, query string) error {
	ctx, to := c.Request().Context(), in(scope)
	count, words := page.Number(len(which.IDs)), ""
	hidden := []component.Hidden{{Name: doField, Value: string(operation)}, {Name: "_sure", Value: "true"}, {Name: "_query", Value: query}, {Name: link.ReturnParameter, Value: back}}
	if which.Query != nil {
		q := *which.Query
		q.Limit, q.TotalCap = 1, 1_000_000
		found, err := p.Content.List(ctx, scope, collection.Name, q)
		if err != nil {
			if f := fault.As(err); f.Kind == fault.Invalid {
				return wrongParameter("_query")
			}
			return err
		}
		n := p.narrowing(scope, collection, l)
		chips, err := n.chips(ctx, l, func(listing) string { return "" })
		if err != nil {
			return err
		}
		count, words = total(found), n.words(l, chips)
		hidden = append(hidden, component.Hidden{Name: "_all", Value: "true"})
	}
	for _, id := range which.IDs {
		hidden = append(hidden, component.Hidden{Name: "id", Value: id})
	}
	q := page.AskBulk(string(operation), count, lower(collection.Label), words)
	q.Confirm.To, q.Confirm.Back, q.Confirm.Hidden, q.Confirm.Danger = to.Batch(collection.Name), back, hidden, operation == content.BulkTrash
	q.Crumbs = []component.Crumb{{Label: collection.Label, Href: back}}
	var err error
	if q.Frame, err = p.shell(c, scope, q.Title, to.Content(collection.Name)); err != nil {
		return err
	}
	q.Part = page.ContentPart
	return respond.Page(c, http.StatusOK, page.EntryQuestionPage(q), page.EntryQuestionPart(q))
}
