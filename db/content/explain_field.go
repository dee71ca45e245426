package content

import (
	"context"

	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
)

func writing(id string, c *schema.Collection) schema.Operation {
	if id == "" && !c.Singleton {
		return schema.Create
	}
	return schema.Update
}

// explainField says why a field's value is hidden, or cannot be given: first the
// rule for reading or writing the entry, then the field's mask or guards.
func (s *Store) explainField(ctx context.Context, scope access.Scope, c *schema.Collection, name, id string, op schema.Operation) (Explanation, error) {
	f, ok := c.Field(name)
	if !ok {
		return Explanation{}, fault.NotFoundOf("field").With("field", name)
	}
	x, err := s.Explain(ctx, scope, c.Name, string(op), id)
	if err != nil || !x.Allowed {
		return x, err
	}
	x.Field = f
	if op != schema.Get {
		if err := c.CheckGuards(op, []string{name}, ""); err != nil {
			x.Allowed, x.Code = false, fault.As(err).Code
		}
		return x, nil
	}
	if f.Mask == nil {
		return x, nil
	}
	owner := ""
	if id != "" {
		e, err := s.Get(ctx, scope, c.Name, id)
		if err != nil {
			return x, err
		}
		if owner = e.OwnerID; owner == "" {
			owner = e.CreatedBy
		}
	}
	x.Allowed = !f.MaskedFor(scope, owner)
	x.Helpers, x.Openers = f.Mask.Roles, f.Mask.Roles
	return x, nil
}
