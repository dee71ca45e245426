package fault

import (
	"errors"
	"strings"
)

// Kind is the class of a fault. It decides the status of the answer.
type Kind uint8

// The kinds, from "who are you" to "that went wrong".
const (
	Internal        Kind = iota // unexpected; the zero value on purpose
	Unauthenticated             // nobody is signed in, or the credential is bad
	Forbidden                   // recognised, but not allowed
	NotFound                    // does not exist, or must look as if it did not
	Gone                        // existed once; the caller may know
	Invalid                     // the input is wrong; see Problems
	Conflict                    // somebody else was faster, or a name is taken
	Stale                       // a precondition named an older revision
	Precondition                // a precondition is required and missing
	TooLarge                    // the input is over a limit
	Unsupported                 // the media type is not understood
	Limited                     // too many attempts; see RetryAfter
	Unavailable                 // a part of the system cannot answer now
	Choose                      // an organization has to be chosen first
)

// Layer names the question that refused, as the API reports it.
type Layer string

// The layers, in the order in which they are asked.
const (
	LayerAuthentication Layer = "authentication"
	LayerAccess         Layer = "access"
	LayerFirewall       Layer = "firewall"
	LayerGuards         Layer = "guards"
	LayerValidation     Layer = "validation"
	LayerDatabase       Layer = "database"
)

// Problem is one message about one field.
type Problem struct {
	Field  string            // path of the field, "" for the whole input
	Code   string            // one of the Problem codes, e.g. CodeRequired
	Params map[string]string // numbers and names for the sentence, e.g. max=160
}

// Fault is an error somebody outside must hear about.
type Fault struct {
	Kind       Kind
	Code       string            // closed set, see codes.go
	Layer      Layer             // which question refused
	Params     map[string]string // names and numbers for the sentence
	Problems   []Problem         // for Invalid and some Conflicts
	RetryAfter int               // seconds, for Limited and Unavailable
	Details    any               // values the API shows beside the code, e.g. the current entry
	cause      error
}

// New makes a fault of a kind with a code.
func New(kind Kind, layer Layer, code string) *Fault {
	return &Fault{Kind: kind, Layer: layer, Code: code}
}

// Error names the code and the cause; it is meant for logs.
func (f *Fault) Error() string {
	var b strings.Builder
	b.WriteString(f.Code)
	for _, p := range f.Problems {
		b.WriteString(" [" + p.Field + ": " + p.Code + "]")
	}
	if f.cause != nil {
		b.WriteString(": " + f.cause.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.cause }

// Because attaches the cause that the log shall show.
func (f *Fault) Because(err error) *Fault { f.cause = err; return f }

// With sets one parameter of the sentence.
func (f *Fault) With(name, value string) *Fault {
	if f.Params == nil {
		f.Params = map[string]string{}
	}
	f.Params[name] = value
	return f
}

// About adds a problem with one field.
func (f *Fault) About(field, code string, params ...string) *Fault {
	f.Problems = append(f.Problems, NewProblem(field, code, params...))
	return f
}

// Showing attaches the value the API answers with, e.g. the current entry.
func (f *Fault) Showing(details any) *Fault { f.Details = details; return f }

// NewProblem makes a problem; params are name, value pairs.
func NewProblem(field, code string, params ...string) Problem {
	p := Problem{Field: field, Code: code}
	for i := 0; i+1 < len(params); i += 2 {
		if p.Params == nil {
			p.Params = map[string]string{}
		}
		p.Params[params[i]] = params[i+1]
	}
	return p
}

// As finds the fault in err. Without one it answers an Internal fault with err
// as its cause, so that callers never need a second branch.
func As(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return (&Fault{Kind: Internal, Code: CodeInternal}).Because(err)
}

// Is reports whether err is a fault of the kind.
func Is(err error, kind Kind) bool {
	var f *Fault
	return errors.As(err, &f) && f.Kind == kind
}

// Has reports whether err is a fault with the code.
func Has(err error, code string) bool {
	var f *Fault
	return errors.As(err, &f) && f.Code == code
}
