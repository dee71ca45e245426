package component

import (
	"strconv"
	"strings"
)

func names(people []Person) string {
	all := make([]string, len(people))
	for i, p := range people {
		all[i] = p.Name
	}
	return strings.Join(all, ", ")
}

func found(n int, noun string) string {
	switch n {
	case 0:
		return "Nothing found"
	case 1:
		return "1 found"
	}
	return strconv.Itoa(n) + " " + noun + " found"
}
