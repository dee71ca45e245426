package schema

import (
	"slices"

	"gatehouse/db/fault"
)

// Check judges complete values: what is required, and every value that is there.
// Problems come in the order of the fields.
func (c *Collection) Check(values Values) []fault.Problem { return c.Fields.Check(values) }

// Check judges complete values: what is required, and every value that is there.
func (fs Fields) Check(values Values) []fault.Problem {
	var problems []fault.Problem
	for i := range fs {
		problems = append(problems, fs[i].Check(values[fs[i].Name])...)
	}
	return problems
}

// Check judges one value, absent or not.
func (f *Field) Check(value any) []fault.Problem {
	if value == nil {
		if f.Required {
			return []fault.Problem{fault.NewProblem(f.Name, fault.ProblemRequired)}
		}
		return nil
	}
	return f.named(f.kind().check(f, value))
}

// Fill completes the values of a new entry: defaults, false for booleans, and
// slugs made from their field. It returns a copy.
func (c *Collection) Fill(values Values) Values { return c.Fields.Fill(values) }

// Fill completes values with defaults, false for booleans, and slugs.
func (fs Fields) Fill(values Values) Values {
	out := values.Clone()
	for i := range fs {
		f := &fs[i]
		if _, given := out[f.Name]; given {
			continue // also an explicit null
		}
		switch {
		case f.Default != nil:
			out[f.Name] = f.Default
		case f.Type == TypeBoolean:
			out[f.Name] = false
		}
	}
	return fs.FillSlugs(out)
}

// FillSlugs makes every absent slug from its field, in place. Content makes them
// unique.
func (fs Fields) FillSlugs(values Values) Values {
	for _, f := range fs.where(func(f *Field) bool { return f.Type == TypeSlug && f.From != "" }) {
		if values[f.Name] != nil {
			continue
		}
		if made := Slug(values.Text(f.From)); made != "" {
			if f.Max != nil {
				made = cutSlug(made, int(*f.Max))
			}
			values[f.Name] = made
		}
	}
	return values
}

// Known drops values of names that are not declared.
func (fs Fields) Known(values Values) Values {
	out := Values{}
	for name, value := range values {
		if slices.ContainsFunc(fs, func(f Field) bool { return f.Name == name }) {
			out[name] = value
		}
	}
	return out
}
