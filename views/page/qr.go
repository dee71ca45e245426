package page

import (
	"fmt"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// qrMargin is the quiet zone around the code, in modules (ISO/IEC 18004).
const qrMargin = 4

// qrPath draws a text as a square code: a path in units of one module, and how
// many of them a side has. "" when it does not fit.
func qrPath(text string) (path string, size int) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return "", 0
	}
	var b strings.Builder
	side := code.Bounds().Dx()
	for y := range side {
		for x := 0; x < side; x++ {
			from := x
			for x < side && dark(code.At(x, y)) {
				x++
			}
			if x > from {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from+qrMargin, y+qrMargin, x-from, x-from)
			}
		}
	}
	return b.String(), side + 2*qrMargin
}

func dark(c interface{ RGBA() (r, g, b, a uint32) }) bool {
	r, _, _, _ := c.RGBA()
	return r < 0x8000
}

func qrBox(size int) string { return fmt.Sprintf("0 0 %d %d", size, size) }
