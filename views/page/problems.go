package page

import (
	"strings"

	"gatehouse/db/fault"
	"gatehouse/views/component"
)

// ProblemText is one problem as a sentence that says what to do; label is the
// field's.
func ProblemText(label string, p fault.Problem) string {
	if label == "" {
		label = "This"
	}
	switch p.Code {
	case fault.ProblemRequired:
		return label + " is needed."
	case fault.ProblemTooLong:
		return "Use at most " + p.Params["max"] + " characters" + now(p) + "."
	case fault.ProblemTooShort:
		return "Use at least " + p.Params["min"] + " characters" + now(p) + "."
	case fault.ProblemTooBig:
		return "Choose at most " + p.Params["max"] + "."
	case fault.ProblemTooSmall:
		return "Choose at least " + p.Params["min"] + "."
	case fault.ProblemDecimals:
		return "Use at most " + p.Params["max"] + " digits after the point."
	case fault.ProblemType, fault.ProblemFormat:
		return format(label, p.Params["want"])
	case fault.ProblemOption:
		return "Choose one of those offered."
	case fault.ProblemPattern:
		return label + " does not have the expected form."
	case fault.ProblemTaken:
		return taken(label, p.Params["value"])
	case fault.ProblemMissing:
		return "What was chosen does not exist (any more). Choose again."
	case fault.ProblemTooMany:
		return "At most " + p.Params["max"] + " are possible."
	case fault.ProblemDuplicate:
		return "“" + p.Params["value"] + "” is there twice."
	case fault.ProblemCommon:
		return "This is one of the passwords everybody tries first. Choose another; a sentence works well."
	case fault.ProblemSame:
		return "Choose something different from before."
	case fault.ProblemMismatch:
		if want := p.Params["want"]; want != "" {
			return "Type “" + want + "” exactly as it is written."
		}
		return "The two do not match."
	case fault.ProblemText:
		return "This holds characters that cannot be kept. Type it again."
	case fault.ProblemQuoting:
		return "A quotation mark opens and does not close, or stands inside a value. Write quotation marks inside values twice."
	case fault.ProblemColumns:
		return "This row has " + p.Params["columns"] + " columns, the first line has " + p.Params["want"] + "."
	case fault.ProblemEncoding:
		return "This is not UTF-8."
	case fault.ProblemRows:
		return "Some rows have mistakes."
	case fault.CodeImmutable:
		return label + " cannot be changed any more once an entry is there."
	case fault.CodeProtected:
		return label + " is changed by actions only."
	case fault.CodeNotWritable, fault.CodeSystemManaged:
		return label + " cannot be written here."
	case fault.CodeMasked:
		return label + " is hidden from you, so it cannot be written over."
	case fault.CodeRoleRequired, fault.CodeUnauthenticated:
		return "Your role does not include this."
	case fault.CodeConditionFailed:
		return "A rule keeps you from doing this with such an entry."
	case fault.CodeTeamRequired:
		return "Choose a team first: new entries belong to one."
	case fault.CodeConflict:
		return "Somebody else changed this at the same moment."
	case fault.CodeUnique:
		return "Something in it is taken already."
	}
	return label + " is not as expected."
}

func now(p fault.Problem) string {
	if p.Params["length"] == "" {
		return ""
	}
	return ", now " + p.Params["length"]
}

func taken(label, value string) string {
	if value == "" {
		return label + " is taken already. Choose another."
	}
	return "“" + value + "” is taken already. Choose another."
}

func format(label, want string) string {
	switch want {
	case "slug":
		return "Use small letters, digits and single hyphens, such as “summer-school”."
	case "email":
		return "Write an address such as ada@example.com."
	case "url":
		return "Write a whole address such as https://example.com/page."
	case "date":
		return "Write a day such as 2026-04-30."
	case "datetime":
		return "Write a day and time such as 2026-04-30 09:00."
	case "number":
		return "Write a number."
	case "timeZone":
		return "Choose a time zone such as Europe/Vienna."
	case "json":
		return "This is not valid JSON."
	}
	return label + " does not have the expected form."
}

// Summary lists the problems of a refused form for component.ProblemSummary;
// labels are those of the inputs by name. A fault without fields is one sentence.
func Summary(f *fault.Fault, labels map[string]string) []component.Problem {
	if f == nil {
		return nil
	}
	if len(f.Problems) == 0 {
		_, text := Words(f)
		return []component.Problem{{Message: text}}
	}
	list := make([]component.Problem, len(f.Problems))
	for i, p := range f.Problems {
		list[i] = component.Problem{Field: p.Field, Label: labels[p.Field], Message: ProblemText(labels[p.Field], p)}
		if labels[p.Field] == "" {
			list[i].Field = ""
		}
	}
	return list
}

// About is what is wrong with one field of a refused form, "" for nothing.
func About(f *fault.Fault, field, label string) string {
	if f == nil {
		return ""
	}
	var all []string
	for _, p := range f.Problems {
		if p.Field == field {
			all = append(all, ProblemText(label, p))
		}
	}
	return strings.Join(all, " ")
}

// NotDone heads the summary of a refused form.
const NotDone = "Nothing was changed yet"
