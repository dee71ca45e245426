package hx

import (
	"context"
	"strings"

	"github.com/a-h/templ"
)

type nonceKey struct{}

// WithNonce gives the rendering context the nonce of this response's Content-Security-Policy.
func WithNonce(ctx context.Context, nonce string) context.Context {
	return context.WithValue(ctx, nonceKey{}, nonce)
}

// Nonce is the response's nonce; empty when nobody set one.
func Nonce(ctx context.Context) string {
	nonce, _ := ctx.Value(nonceKey{}).(string)
	return nonce
}

// Attr is one htmx attribute.
type Attr struct{ name, value string }

// Attrs gathers htmx attributes and stamps the nonce:
//
//	<form method="post" action={ url } { hx.Attrs(ctx, hx.Post(url), hx.Target("#rows"), hx.Swap("outerHTML"))... }>
//
// Without a nonce in the context nothing is written: the element works as plain HTML does.
func Attrs(ctx context.Context, attrs ...Attr) templ.Attributes {
	out := templ.Attributes{}
	nonce := Nonce(ctx)
	if nonce == "" {
		return out
	}
	for _, a := range attrs {
		if a.name == "" || (strings.HasPrefix(a.value, "js:") || strings.HasPrefix(a.value, "javascript:")) {
			continue
		}
		out[a.name] = a.value
	}
	out["hx-nonce"] = nonce
	return out
}

// Get sends a GET to the address.
func Get(url string) Attr { return Attr{"hx-get", url} }

// Post sends a POST to the address.
func Post(url string) Attr { return Attr{"hx-post", url} }

// Target names what the answer replaces: a selector, "this", "closest tr", "find .x", "next .x".
func Target(selector string) Attr { return Attr{"hx-target", selector} }

// Swap says how: innerHTML, outerHTML, outerMorph, beforeend, none … and its modifiers.
func Swap(how string) Attr { return Attr{"hx-swap", how} }

// Trigger says when, without filter expressions: "input changed delay:250ms, search".
func Trigger(spec string) Attr {
	if strings.Contains(spec, "[") {
		return Attr{}
	}
	return Attr{"hx-trigger", spec}
}

// PushURL puts the requested address into the address bar.
func PushURL() Attr { return Attr{"hx-push-url", "true"} }

// ReplaceURL does the same without a new step in the history.
func ReplaceURL() Attr { return Attr{"hx-replace-url", "true"} }

// Include sends the values of other elements along.
func Include(selector string) Attr { return Attr{"hx-include", selector} }

// Sync says what a second request does while the first is under way: "this:replace", "closest form:drop".
func Sync(strategy string) Attr { return Attr{"hx-sync", strategy} }

// Indicator names what shows that a request is under way.
func Indicator(selector string) Attr { return Attr{"hx-indicator", selector} }

// SwapOOB marks an element of an answer that replaces its namesake elsewhere on the page.
func SwapOOB(how string) Attr { return Attr{"hx-swap-oob", how} }
