package component

import (
	"context"

	"github.com/a-h/templ"

	"gatehouse/views/hx"
)

// Part are the attributes of a link or GET form whose answer, the part alone, replaces the element with that id and is
// put into the address bar; with no id it stays an ordinary link.
func Part(ctx context.Context, url, id string) templ.Attributes {
	if id == "" {
		return templ.Attributes{}
	}
	return hx.Attrs(ctx, hx.Get(url), hx.Target("#"+id), hx.Swap("outerHTML show:top showTarget:body"), hx.Indicator("#"+id), hx.PushURL(), hx.Sync("#"+id+":replace"))
}

// step adds what a link to another page of a list has; the id lets focus find it again after the swap.
func step(attrs templ.Attributes, rel, part string) templ.Attributes {
	attrs["rel"], attrs["id"] = rel, part+"-"+rel
	return attrs
}

// Searching are the attributes of a GET form that searches while one types.
func Searching(ctx context.Context, action, id string) templ.Attributes {
	if id == "" {
		return templ.Attributes{}
	}
	return hx.Attrs(ctx, hx.Get(action), hx.Trigger("submit, input changed delay:250ms"), hx.Target("#"+id), hx.Swap("outerHTML"), hx.Indicator("#"+id), hx.ReplaceURL(), hx.Sync("this:replace"))
}
