package component

import "strconv"

func found(n int, noun string) string {
	switch n {
	case 0:
		return "Nothing found"
	case 1:
		return "1 found"
	}
	return strconv.Itoa(n) + " " + noun + " found"
}
