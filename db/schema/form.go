package schema

import (
	"net/url"
	"slices"

	"gatehouse/db/fault"
)

// PresentName is the name of the hidden inputs that say which fields a form has:
// a browser sends nothing for an empty checkbox or an empty selection, so each
// form writes one <input type="hidden" name="_fields" value="tags"> per such
// field. Names that begin with "_" can never be fields; frames may use them for
// their own inputs.
const PresentName = "_fields"

// DecodeForm reads the fields a form has. See Fields.DecodeForm.
func (c *Collection) DecodeForm(form url.Values, pc ParseContext) (Values, []fault.Problem) {
	return c.Fields.DecodeForm(form, pc)
}

// DecodeForm reads the fields that a form has, by its inputs or by PresentName;
// the input of a field is called as the field. Fields the form lacks are not
// given, fields with problems are left out, names that are no fields are left to
// the caller. Problems come in the order of the fields.
func (fs Fields) DecodeForm(form url.Values, pc ParseContext) (Values, []fault.Problem) {
	values, problems := Values{}, []fault.Problem(nil)
	present := form[PresentName]
	for i := range fs {
		f := &fs[i]
		given, named := form[f.Name]
		if !named && !slices.Contains(present, f.Name) {
			continue
		}
		value, wrong := f.Parse(given, pc)
		if len(wrong) > 0 {
			problems = append(problems, wrong...)
			continue
		}
		values[f.Name] = value
	}
	return values, problems
}

// EncodeForm writes values as a form's strings, for filling inputs.
func (fs Fields) EncodeForm(values Values, pc ParseContext) url.Values {
	form := url.Values{}
	for i := range fs {
		if given := fs[i].Format(values[fs[i].Name], pc); given != nil {
			form[fs[i].Name] = given
		}
	}
	return form
}
