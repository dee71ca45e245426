package betterauth

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v5"

	"gatehouse/db/auth"
	"gatehouse/db/fault"
)

// maxBody is the largest body of a call.
const maxBody = 1 << 20

// The types of members that are neither text, truth nor number.
type (
	// given is everything a body holds, for what is known but not accepted.
	given map[string]any
	// texts is a text or several.
	texts []string
	// nullable tells a member that is missing from one that is null.
	nullable struct {
		Set   bool
		Value string // "" for null
	}
	// permissions name actions of resources.
	permissions map[string][]string
)

// Read decodes the query of a GET, or the JSON body of anything else, into a
// struct whose fields are tagged in:"name". Options after the name: email, filled
// (not empty), query (from the query also of a POST). Plain fields are required,
// pointers may be missing. Names are matched exactly; unknown ones are dropped.
// Fails with VALIDATION_ERROR, which names every member that is wrong.
func (a *API) Read(c *echo.Context, into any) error {
	r := c.Request()
	query, err := queryOf(r)
	if err != nil {
		return err
	}
	body := map[string]any{}
	if r.Method != http.MethodGet {
		if body, err = bodyOf(r); err != nil {
			return err
		}
	}
	if err := a.checkAddresses(body, query); err != nil {
		return err
	}
	named := source{"body", body}
	if r.Method == http.MethodGet {
		named = source{"query", query}
	}
	if problems := fill(reflect.ValueOf(into).Elem(), named, source{"query", query}); len(problems) > 0 {
		return because(http.StatusBadRequest, "VALIDATION_ERROR", strings.Join(problems, "; "))
	}
	return nil
}

// source is a group of members under the name that problems call it by.
type source struct {
	name   string
	values map[string]any
}

// fill writes the members of a source into a struct, and of an object into a struct
// within, and says what is wrong with them.
func fill(into reflect.Value, from, query source) (problems []string) {
	for i := range into.NumField() {
		name, options, _ := strings.Cut(into.Type().Field(i).Tag.Get("in"), ",")
		at := from
		if options == "query" {
			at = query
		}
		field := into.Field(i).Addr().Interface()
		found, there := at.values[name]
		problem := ""
		switch within := into.Field(i); {
		case name == "*":
			within.Set(reflect.ValueOf(given(at.values)))
		case within.Kind() == reflect.Struct && within.Type() != reflect.TypeFor[nullable]():
			object, ok := found.(map[string]any)
			if ok {
				problems = append(problems, fill(within, source{at.name + "." + name, object}, query)...)
			} else {
				problem = expected("object", found, there)
			}
		default:
			if problem = set(field, found, there, at.name == "query"); problem == "" {
				problem = check(field, options)
			}
		}
		if problem != "" {
			problems = append(problems, "["+at.name+"."+name+"] "+problem)
		}
	}
	return problems
}

// queryOf is the query with repeated names as lists, as Better Auth reads it.
func queryOf(r *http.Request) (map[string]any, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, no(http.StatusBadRequest, "BAD_REQUEST")
	}
	query := map[string]any{}
	for name, list := range values {
		if len(list) == 1 {
			query[name] = list[0]
			continue
		}
		several := make([]any, len(list))
		for i := range list {
			several[i] = list[i]
		}
		query[name] = several
	}
	return query, nil
}

func bodyOf(r *http.Request) (map[string]any, error) {
	raw, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxBody))
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return nil, fault.New(fault.TooLarge, fault.LayerValidation, fault.CodeTooLarge)
	}
	if err != nil {
		return nil, err
	}
	body := map[string]any{}
	if len(raw) == 0 {
		return body, nil
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return nil, no(http.StatusUnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE")
	}
	switch {
	case kind == "application/json":
		var value any
		if json.Unmarshal(raw, &value) != nil {
			return nil, no(http.StatusBadRequest, "BAD_REQUEST")
		}
		object, ok := value.(map[string]any)
		if !ok {
			return nil, no(http.StatusBadRequest, "BODY_MUST_BE_AN_OBJECT")
		}
		return object, nil
	case kind == "application/x-www-form-urlencoded" && enters(strings.TrimPrefix(r.URL.Path, Prefix)):
		form, err := url.ParseQuery(string(raw))
		if err != nil {
			return nil, no(http.StatusBadRequest, "BAD_REQUEST")
		}
		for name := range form {
			body[name] = form.Get(name)
		}
		if remember, ok := body["rememberMe"]; ok {
			body["rememberMe"] = remember == "true" || remember == "on"
		}
		return body, nil
	}
	return nil, no(http.StatusUnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE")
}

// set writes a value into a field, or says what is wrong with it. Queries hold
// text only, so numbers are read from it there.
func set(field, value any, there, text bool) string {
	switch into := field.(type) {
	case *string:
		return textInto(into, value, there)
	case **string:
		if there {
			*into = new(string)
			return textInto(*into, value, there)
		}
	case *nullable:
		into.Set = there
		if there && value != nil {
			return textInto(&into.Value, value, there)
		}
	case **bool:
		if there {
			b, ok := value.(bool)
			if !ok {
				return expected("boolean", value, there)
			}
			*into = &b
		}
	case **int:
		if there {
			n, ok := whole(value, text)
			if !ok {
				return expected("number", value, there)
			}
			*into = &n
		}
	case *texts:
		return textsInto(into, value, there)
	case *permissions:
		return permissionsInto(into, value, there)
	case *map[string]any:
		if there && value != nil {
			object, ok := value.(map[string]any)
			if !ok {
				return expected("record", value, there)
			}
			*into = object
		}
	default:
		panic(fmt.Sprintf("betterauth: no input is of type %T", field))
	}
	return ""
}

func textInto(into *string, value any, there bool) string {
	s, ok := value.(string)
	if !ok {
		return expected("string", value, there)
	}
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return "Invalid input: not valid text"
	}
	*into = s
	return ""
}

func textsInto(into *texts, value any, there bool) string {
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	if !there {
		return ""
	}
	*into = texts{}
	for _, item := range list {
		var s string
		if problem := textInto(&s, item, true); problem != "" {
			return problem
		}
		*into = append(*into, s)
	}
	return ""
}

func permissionsInto(into *permissions, value any, there bool) string {
	if !there {
		return ""
	}
	object, ok := value.(map[string]any)
	if !ok {
		return expected("record", value, there)
	}
	*into = permissions{}
	for resource, actions := range object {
		list, ok := actions.([]any)
		if !ok {
			return expected("array", actions, true)
		}
		var names texts
		if problem := textsInto(&names, list, true); problem != "" {
			return problem
		}
		(*into)[resource] = names
	}
	return ""
}

func whole(value any, text bool) (int, bool) {
	switch v := value.(type) {
	case float64:
		return int(v), v == math.Trunc(v) && math.Abs(v) < 1<<31
	case string:
		n, err := strconv.Atoi(v)
		return n, err == nil && text
	}
	return 0, false
}

// check looks at what a tag asks for beside the type.
func check(field any, option string) string {
	s, ok := field.(*string)
	switch {
	case !ok:
	case option == "email":
		if _, err := auth.NormalizeEmail(*s); err != nil {
			return "Invalid email address"
		}
	case option == "filled" && *s == "":
		return "Too small: expected string to have >=1 characters"
	}
	return ""
}

func expected(want string, value any, there bool) string {
	got := "undefined"
	if there {
		got = typeOf(value)
	}
	return "Invalid input: expected " + want + ", received " + got
}

func typeOf(value any) string {
	switch value.(type) {
	case nil:
		return "null"
	case string:
		return "string"
	case bool:
		return "boolean"
	case float64:
		return "number"
	case []any:
		return "array"
	}
	return "object"
}

// holdsOneOf names the first of some members that an input holds.
func (g given) holdsOneOf(names ...string) (string, bool) {
	for _, name := range names {
		if _, there := g[name]; there {
			return name, true
		}
	}
	return "", false
}
