package schema

import (
	"bytes"
	"encoding/json"
	"testing"
)

func TestScanDoesNotAllocate(t *testing.T) {
	raw := []byte(`{"title":"a \"quoted\" one","n":-1.5e3,"tags":["a","}"],"o":{"x":{}},"b":true}`)
	size := 0
	if n := testing.AllocsPerRun(100, func() {
		_ = Scan(raw, func(key string, value []byte) bool { size += len(key) + len(value); return true })
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzScan(f *testing.F) {
	for _, s := range []string{`{}`, ` { "a" : 1 , "b":[{"x":"]"}] } `, `{"é\"":null}`, `{"a":"\\"}`, `[1]`, `{"a"`, `{"a":}`, `{"a":1,}`, `{"a":tru`, `{"":""}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		type member struct {
			key   string
			value []byte
		}
		var got []member
		err := Scan(raw, func(key string, value []byte) bool {
			got = append(got, member{string([]byte(key)), value})
			return true
		})
		if !json.Valid(raw) {
			return // must only not panic
		}
		var want map[string]json.RawMessage
		if json.Unmarshal(raw, &want) != nil || want == nil {
			if err == nil {
				t.Fatalf("%q is no object, but was scanned", raw)
			}
			return
		}
		if err != nil {
			t.Fatalf("%q: %v", raw, err)
		}
		last := map[string][]byte{}
		for _, m := range got {
			var key string
			quoted, _ := json.Marshal(m.key) // also replaces invalid UTF-8, as Unmarshal does
			_ = json.Unmarshal(quoted, &key)
			last[key] = m.value
		}
		for key, value := range want {
			if !bytes.Equal(last[key], value) {
				t.Fatalf("%q: %q is %q, want %q", raw, key, last[key], value)
			}
		}
	})
}

func TestAppendJSON(t *testing.T) {
	c := &Collection{Fields: Fields{{Name: "title", Type: TypeText}, {Name: "tags", Type: TypeTags}, {Name: "fee", Type: TypeNumber, Mask: &Mask{Kind: MaskRedact}},
		{Name: "mail", Type: TypeEmail, Mask: &Mask{Kind: MaskEmail}}, {Name: "none", Type: TypeText}, {Name: "secret", Type: TypeText}}}
	raw := json.RawMessage(`{"secret":"s","mail":"pat@example.com","fee":5,"title":"<b>","old":1}`)
	got := string(c.AppendJSON(nil, raw, func(f *Field) Show {
		switch {
		case f.Name == "secret":
			return Hidden
		case f.Mask != nil:
			return Masked
		}
		return Plain
	}))
	want := `,"title":"<b>","tags":[],"fee":"[REDACTED]","mail":"p**@e******.com","none":null`
	if got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if got := string(c.AppendJSON(nil, nil, func(f *Field) Show { return Masked })); got != `,"title":null,"tags":[],"fee":null,"mail":null,"none":null,"secret":null` {
		t.Error(got)
	}
	plain := func(*Field) Show { return Plain }
	dst := make([]byte, 0, 1024)
	if n := testing.AllocsPerRun(100, func() { dst = c.AppendJSON(dst[:0], raw, plain) }); n > 2 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkAppendJSON(b *testing.B) {
	c := &Collection{Fields: Fields{{Name: "title", Type: TypeText}, {Name: "slug", Type: TypeSlug}, {Name: "summary", Type: TypeTextarea},
		{Name: "content", Type: TypeMarkdown}, {Name: "author", Type: TypeRelation}, {Name: "tags", Type: TypeRelation, Many: true}}}
	raw := c.Encode(Values{"title": "A title of some length", "slug": "a-title", "summary": "Some words", "author": someEntry, "tags": []string{someEntry, otherEntry}})
	plain := func(*Field) Show { return Plain }
	var dst []byte
	b.ReportAllocs()
	for b.Loop() {
		dst = c.AppendJSON(dst[:0], raw, plain)
	}
}
