package schema

import (
	"encoding/json"
	"net/url"
	"reflect"
	"slices"
	"testing"
	"time"

	"gatehouse/db/fault"
)

const someEntry, otherEntry = "ent_01hzy3v5m8q2r4t6w8x0y2z4a6", "ent_01hzy3v5m8q2r4t6w8x0y2z4a7"

var berlin = func() *time.Location {
	l, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		return time.FixedZone("Berlin", 2*60*60)
	}
	return l
}()

// samples are, for each type, what a form sends, the value it means, and forms
// that Check or parsing must refuse with a code.
var samples = map[string]struct {
	field Field
	form  []string
	value any
	bad   map[string]string
}{
	TypeText:        {Field{}, []string{" Grüße,  Welt\r\nda "}, "Grüße,  Welt da", map[string]string{"a\x00b": fault.ProblemText, "\xff": fault.ProblemText}},
	TypeTextarea:    {Field{}, []string{"a\r\nb\n"}, "a\nb\n", map[string]string{"a\x00": fault.ProblemText}},
	TypeMarkdown:    {Field{}, []string{"# a\n\n    code"}, "# a\n\n    code", map[string]string{"\xc3\x28": fault.ProblemText}},
	TypeSlug:        {Field{}, []string{"hello-world-2"}, "hello-world-2", map[string]string{"Hello": fault.ProblemFormat, "a--b": fault.ProblemFormat, "-a": fault.ProblemFormat}},
	TypeNumber:      {Field{}, []string{"-12.5"}, -12.5, map[string]string{"0x10": fault.ProblemFormat, "1_0": fault.ProblemFormat, "NaN": fault.ProblemFormat, "9007199254740993": fault.ProblemTooBig, "1e400": fault.ProblemFormat, "1,5": fault.ProblemFormat}},
	TypeBoolean:     {Field{}, []string{"true"}, true, map[string]string{"perhaps": fault.ProblemFormat}},
	TypeDate:        {Field{}, []string{"2024-02-29"}, "2024-02-29", map[string]string{"2023-02-29": fault.ProblemFormat, "29.2.2024": fault.ProblemFormat}},
	TypeDatetime:    {Field{}, []string{"2024-07-01T12:30"}, "2024-07-01T10:30:00.000Z", map[string]string{"noon": fault.ProblemFormat}},
	TypeSelect:      {Field{Options: []Option{{"a", "A"}, {"b", "B"}}}, []string{"b"}, "b", map[string]string{"c": fault.ProblemOption}},
	TypeMultiselect: {Field{Options: []Option{{"a", "A"}, {"b", "B"}}}, []string{"b", "a"}, []string{"b", "a"}, map[string]string{"c": fault.ProblemOption}},
	TypeTags:        {Field{}, []string{"go", "web"}, []string{"go", "web"}, map[string]string{"a\x00": fault.ProblemText}},
	TypeEmail:       {Field{}, []string{"ada@Example.COM"}, "ada@example.com", map[string]string{"ada": fault.ProblemFormat, "Ada <ada@example.com>": fault.ProblemFormat, "a@b": fault.ProblemFormat}},
	TypeURL:         {Field{}, []string{"https://example.com/a?b=c"}, "https://example.com/a?b=c", map[string]string{"javascript:alert(1)": fault.ProblemFormat, "/a": fault.ProblemFormat, "https://": fault.ProblemFormat}},
	TypeRelation:    {Field{To: "a"}, []string{someEntry}, someEntry, map[string]string{"7": fault.ProblemMissing}},
	TypeJSON:        {Field{}, []string{`{"b": [1.50, null], "a": true}`}, map[string]any{"b": []any{json.Number("1.50"), nil}, "a": true}, map[string]string{`{"a":1,"a":2}`: fault.ProblemFormat, "{": fault.ProblemFormat}},
}

func TestEveryTypeIsWholeAndMakesTheRoundTrip(t *testing.T) {
	pc := ParseContext{Zone: berlin}
	for _, kind := range fieldTypes {
		t.Run(kind.name, func(t *testing.T) {
			v := reflect.ValueOf(*kind)
			for i := range v.NumField() {
				if v.Field(i).Kind() == reflect.Func && v.Field(i).IsNil() {
					t.Errorf("lacks the function %s", v.Type().Field(i).Name)
				}
			}
			sample, ok := samples[kind.name]
			if !ok {
				t.Fatal("has no sample")
			}
			f := sample.field
			f.Name, f.Type = "x", kind.name
			value, problems := f.Parse(sample.form, pc)
			if len(problems) > 0 || !reflect.DeepEqual(value, sample.value) {
				t.Fatalf("parsed %#v %v, want %#v", value, problems, sample.value)
			}
			if problems := f.Check(value); len(problems) > 0 {
				t.Fatalf("check: %v", problems)
			}
			fields := Fields{f}
			raw := fields.Encode(Values{"x": value})
			back, err := fields.Decode(raw)
			if err != nil || !reflect.DeepEqual(back["x"], value) {
				t.Fatalf("%s came back as %#v %v", raw, back["x"], err)
			}
			in, err := fields.DecodeJSON(raw, false)
			if err != nil || !reflect.DeepEqual(in.Values["x"], value) {
				t.Fatalf("%s was read as %#v %v", raw, in.Values["x"], err)
			}
			again, problems := f.Parse(f.Format(back["x"], pc), pc)
			if len(problems) > 0 || !reflect.DeepEqual(again, value) {
				t.Fatalf("formatted %q, parsed %#v %v", f.Format(back["x"], pc), again, problems)
			}
			for form, code := range sample.bad {
				refuses(t, &f, form, code, pc)
			}
			if absent, problems := f.Parse(nil, pc); len(problems) > 0 || absent != nil && absent != false {
				t.Errorf("nothing is %#v %v", absent, problems)
			}
			if f.Format(nil, pc) != nil {
				t.Error("absent has a format")
			}
			if f.Format(map[string]any{"not": "fitting"}, pc) == nil {
				t.Error("a value that does not fit has no format")
			}
			if _, err := json.Marshal(f.JSONSchema()); err != nil || f.JSONSchema() == nil {
				t.Error("has no JSON schema", err)
			}
			if !slices.Contains([]SortKind{SortText, SortNumber, SortTime, SortBool, SortNone}, f.Sort()) || len(f.Operators()) == 0 {
				t.Error("does not say how it compares")
			}
			if kind.name != TypeJSON {
				if _, problems := f.Normalize(map[string]any{}); len(problems) != 1 || problems[0].Code != fault.ProblemType || problems[0].Field != "x" {
					t.Errorf("an object is %v", problems)
				}
			}
		})
	}
	if len(samples) != len(fieldTypes) {
		t.Error("a sample belongs to no type")
	}
}

func refuses(t *testing.T, f *Field, form, code string, pc ParseContext) {
	t.Helper()
	value, problems := f.Parse([]string{form}, pc)
	if len(problems) == 0 {
		problems = f.Check(value)
	}
	if len(problems) != 1 || problems[0].Code != code || problems[0].Field != f.Name {
		t.Errorf("%q: %v, want %s", form, problems, code)
	}
}

func TestLimits(t *testing.T) {
	two, four := 2.0, 4.0
	digits := 2
	for _, c := range []struct {
		f     Field
		value any
		code  string
	}{
		{Field{Type: TypeText, Max: &four}, "fünf!", fault.ProblemTooLong},
		{Field{Type: TypeText, Max: &four}, "vier", ""},
		{Field{Type: TypeText, Min: &two}, "ü", fault.ProblemTooShort},
		{Field{Type: TypeNumber, Max: &four}, 4.5, fault.ProblemTooBig},
		{Field{Type: TypeNumber, Min: &two}, 1.0, fault.ProblemTooSmall},
		{Field{Type: TypeNumber, Decimals: &digits}, 0.125, fault.ProblemDecimals},
		{Field{Type: TypeNumber, Decimals: &digits}, 0.12, ""},
		{Field{Type: TypeTags, Max: &two}, []string{"a", "b", "c"}, fault.ProblemTooMany},
		{Field{Type: TypeTags, Min: &two}, []string{"a"}, fault.ProblemTooShort},
		{Field{Type: TypeRelation, Many: true}, []string{someEntry, "x"}, fault.ProblemMissing},
		{Field{Type: TypeText, Required: true}, nil, fault.ProblemRequired},
		{Field{Type: TypeText}, nil, ""},
		{Field{Type: TypeText}, 5.0, fault.ProblemType},
	} {
		problems := c.f.Check(c.value)
		if c.code == "" && len(problems) > 0 || c.code != "" && (len(problems) != 1 || problems[0].Code != c.code) {
			t.Errorf("%s %v: %v, want %q", c.f.Type, c.value, problems, c.code)
		}
	}
}

func TestDecodeFormReadsOnlyWhatTheFormHas(t *testing.T) {
	fields := Fields{{Name: "title", Type: TypeText}, {Name: "open", Type: TypeBoolean}, {Name: "tags", Type: TypeTags}, {Name: "n", Type: TypeNumber}}
	values, problems := fields.DecodeForm(url.Values{PresentName: {"open", "tags"}, "title": {""}, "organizationId": {"org_x"}}, ParseContext{})
	want := Values{"title": nil, "open": false, "tags": nil}
	if len(problems) > 0 || !reflect.DeepEqual(values, want) {
		t.Errorf("%v %v", values, problems)
	}
	values, problems = fields.DecodeForm(url.Values{"title": {"a", "b"}, "n": {"x"}, "tags": {"b, a\nb"}}, ParseContext{})
	if len(problems) != 2 || problems[0].Field != "title" || problems[1].Field != "n" || !reflect.DeepEqual(values, Values{"tags": []string{"b", "a"}}) {
		t.Errorf("%v %v", values, problems)
	}
}
