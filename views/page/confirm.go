package page

import (
	"gatehouse/db/fault"
	"gatehouse/views/component"
)

const wrongPassword = "This is not your password."

// notThePassword is what is wrong with a field that asks for the present password.
func notThePassword(f *fault.Fault, field string) string {
	if f != nil && f.Code == fault.CodeWrongPassword {
		for _, p := range f.Problems {
			if p.Field == field {
				return wrongPassword
			}
		}
	}
	return About(f, field, "Password")
}

func confirmProblems(v Confirm) []component.Problem {
	if v.Failed != nil && v.Failed.Code == fault.CodeWrongPassword {
		return []component.Problem{{Field: "password", Message: wrongPassword}}
	}
	return doorProblems(v.Failed)
}
