package dbtest

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// The needs that GATEHOUSE_TEST_REQUIRE may name.
const (
	NeedPostgres = "postgres"
	NeedRedis    = "redis"
	NeedBrowser  = "browser"
	NeedNode     = "node"
)

// LeaveOut skips the test because a need is not met, and leaves a line for the
// summary that "make test" prints. It fails the test when the need is required.
func LeaveOut(t testing.TB, need, reason string) {
	t.Helper()
	if slices.Contains(strings.Split(os.Getenv("GATEHOUSE_TEST_REQUIRE"), ","), need) {
		t.Fatalf("%s is required: %s", need, reason)
	}
	if name := os.Getenv("GATEHOUSE_TEST_LEFT_OUT"); name != "" {
		if f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0); err == nil {
			_, _ = fmt.Fprintf(f, "%s\t%s\t%s\n", need, reason, t.Name())
			_ = f.Close()
		}
	}
	t.Skip(reason)
}
