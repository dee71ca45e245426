package api

import (
	"hash/crc32"
	"strconv"
	"strings"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// fingerprint tells bodies apart. Two checksums of different polynomials and the
// length: processors compute them far faster than they copy, and nobody gains by
// two bodies with the same one. It is of what the caller reads, masks applied.
func fingerprint(body []byte) string {
	out := make([]byte, 0, 24)
	for _, part := range []uint64{uint64(crc32.Checksum(body, castagnoli)), uint64(crc32.ChecksumIEEE(body)), uint64(len(body))} {
		out = strconv.AppendUint(out, part, 36)
	}
	return string(out)
}

// strongTag is an entry's: its revision and its fingerprint.
func strongTag(revision int64, body []byte) string {
	return `"` + strconv.FormatInt(revision, 10) + "-" + fingerprint(body) + `"`
}

func weakTag(body []byte) string { return `W/"` + fingerprint(body) + `"` }

// matches compares weakly, as If-None-Match does.
func matches(given []string, tag string) bool {
	tag = strings.TrimPrefix(tag, "W/")
	for _, line := range given {
		for candidate := range strings.SplitSeq(line, ",") {
			candidate = strings.TrimSpace(candidate)
			if candidate == "*" || strings.TrimPrefix(candidate, "W/") == tag {
				return true
			}
		}
	}
	return false
}

// noRevision is never an entry's.
const noRevision = -1

// revisionOf is the revision a strong tag of ours names, or noRevision.
func revisionOf(tag string) int64 {
	inner, quoted := strings.CutPrefix(tag, `"`)
	inner, closed := strings.CutSuffix(inner, `"`)
	number, _, dashed := strings.Cut(inner, "-")
	revision, err := strconv.ParseInt(number, 10, 64)
	if !quoted || !closed || !dashed || err != nil || revision < 0 {
		return noRevision
	}
	return revision
}
