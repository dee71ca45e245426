package realtime

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
	"gatehouse/web/route"
)

// The parameters of a stream. The one of the organization is the API's.
const (
	collectionsParameter = "collections"
	typesParameter       = "types"
	lastParameter        = "lastEventId"
	lastHeader           = "Last-Event-ID"
)

// mostReplayed is how far behind the end of the log a stream still goes on.
const mostReplayed = 10_000

// Pages streams to the pages of an organization.
func (s *Streams) Pages(c *echo.Context, scope access.Scope) error {
	return s.serve(c, scope, access.Credential{Kind: access.SessionToken, Secret: s.Sessions.Token(c.Request())},
		collectionsParameter, typesParameter, lastParameter)
}

// Programs streams to whoever the API recognises, in the organization that a call
// would be for.
func (s *Streams) Programs(c *echo.Context, actor access.Actor) error {
	scope, err := s.API.Enter(c, actor)
	if err != nil {
		return err
	}
	credential, _ := s.API.Credential(c.Request())
	return s.serve(c, scope, credential, collectionsParameter, typesParameter, lastParameter, "organizationId")
}

func (s *Streams) serve(c *echo.Context, scope access.Scope, credential access.Credential, parameters ...string) error {
	o, err := s.open(c, scope, credential, parameters)
	if err != nil {
		return err
	}
	leave, err := s.seats.take(scope)
	if err != nil {
		return err
	}
	defer leave()
	h := c.Response().Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store, no-transform")
	h.Set("X-Accel-Buffering", "no")
	if c.Request().Method == http.MethodHead {
		c.Response().WriteHeader(http.StatusOK)
		return nil
	}
	return o.run(c)
}

// open reads what is asked for. Fails with UNKNOWN_PARAMETER, INVALID_PARAMETER
// and, for a collection that the role may not read, ACCESS_ROLE_REQUIRED.
func (s *Streams) open(c *echo.Context, scope access.Scope, credential access.Credential, parameters []string) (*stream, error) {
	query, err := route.Query(c, parameters...)
	if err != nil {
		return nil, err
	}
	credential.Address, credential.UserAgent = c.RealIP(), c.Request().UserAgent()
	credential.Passive = true // listening is not being there: strict organizations count rest
	o := &stream{s: s, scope: scope, credential: credential}
	all := s.Registry.For(scope.OrganizationID()).All()
	readable := slices.DeleteFunc(slices.Clone(all), func(c *schema.Collection) bool { return scope.Decide(c.Rule(schema.Get)).Refused() })
	if o.wanted.Collections, err = names(query, collectionsParameter, namesOf(all), namesOf(readable)); err != nil {
		return nil, err
	}
	types := content.EventTypes(readable)
	if o.wanted.Types, err = names(query, typesParameter, types, types); err != nil {
		return nil, err
	}
	both := false
	for _, collection := range all {
		if o.wanted.Collections != nil && !slices.Contains(o.wanted.Collections, collection.Name) {
			continue
		}
		if o.wanted.Collections != nil {
			if err := scope.Decide(collection.Rule(schema.Get)).Fault(); err != nil {
				return nil, err
			}
		}
		both = both || collection.Firewall.Isolation == access.Exception
	}
	return o, o.place(c, query.Get(lastParameter), both)
}

func namesOf(collections []*schema.Collection) (list []string) {
	for _, c := range collections {
		list = append(list, c.Name)
	}
	return list
}

// names reads a list of names separated by commas, each of them known and there
// once. nil is everything. Whoever asks for something unknown is told what they
// may ask for.
func names(query url.Values, parameter string, known, offered []string) ([]string, error) {
	if !query.Has(parameter) {
		return nil, nil
	}
	wrong := fault.New(fault.Invalid, fault.LayerValidation, fault.CodeInvalidParameter).With("parameter", parameter)
	list := strings.Split(query.Get(parameter), ",")
	for i, name := range list {
		if !slices.Contains(known, name) {
			return nil, wrong.With("value", name).With("want", "names separated by commas").With("allowed", strings.Join(offered, ", "))
		}
		if slices.Contains(list[:i], name) {
			return nil, wrong.With("value", name).With("want", "each name once")
		}
	}
	return list, nil
}

// place finds where the stream begins: behind what the client has, or now.
func (o *stream) place(c *echo.Context, first string, both bool) error {
	name, text := lastParameter, first
	if again := c.Request().Header.Get(lastHeader); again != "" { // it came back; the address is the one of its first time
		name, text = lastHeader, again
	}
	here, err := o.s.Events.Here(c.Request().Context(), o.scope, both)
	if err != nil || text == "" {
		o.wanted.From = here
		return err
	}
	last, ok := event.ParsePlace(text)
	if !ok {
		return fault.New(fault.Invalid, fault.LayerValidation, fault.CodeInvalidParameter).
			With("parameter", name).With("want", "the id of an event of this stream")
	}
	if !last.Both {
		last.Installation = here.Installation
	}
	last.Both = both
	o.wanted.From = last
	if !follows(last.Own, here.Own) || both && !follows(last.Installation, here.Installation) {
		o.wanted.From, o.lost = here, true
	}
	return nil
}

// follows reports whether a stream can go on behind last.
func follows(last, head int64) bool { return last <= head && head-last <= mostReplayed }
