package page

import (
	"context"

	"github.com/a-h/templ"

	"gatehouse/views/hx"
)

// applying are the attributes of a GET form of the list whose answer leads to an
// address of its own: the server tidies what was chosen into it.
func applying(ctx context.Context, action string) templ.Attributes {
	return hx.Attrs(ctx, hx.Get(action), hx.Target("#"+ContentPart), hx.Swap("outerHTML"), hx.Indicator("#"+ContentPart), hx.PushURL(), hx.Sync("this:replace"))
}

// saving are the attributes of the form of an entry: the answer takes the place
// of the editor, while what is focused keeps its focus. A form whose answer leads
// to another page stays an ordinary one, or leaving it would be asked about.
func saving(ctx context.Context, v EntryEditor) templ.Attributes {
	if v.New || !v.Save || v.Notice == TrashedBefore {
		return templ.Attributes{}
	}
	return hx.Attrs(ctx, hx.Post(v.To), hx.Target("#"+EditorPart), hx.Swap("outerMorph"), hx.Sync("this:drop"))
}
