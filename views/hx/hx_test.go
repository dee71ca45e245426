package hx

import (
	"context"
	"testing"
)

func TestAttrsStampTheNonce(t *testing.T) {
	ctx := WithNonce(context.Background(), "n0nce")
	got := Attrs(ctx, Post("/x"), Target("#y"), Trigger("click[ctrlKey]"), Get("js:alert(1)"))
	if len(got) != 3 || got["hx-post"] != "/x" || got["hx-target"] != "#y" || got["hx-nonce"] != "n0nce" {
		t.Errorf("got %v", got)
	}
}

func TestWithoutNonceNothingIsWritten(t *testing.T) {
	if got := Attrs(context.Background(), Post("/x")); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}
