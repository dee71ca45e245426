package component

import (
	"hash/fnv"
	"strings"
	"unicode"
)

// Hues is how many hues there are; data-hue runs from 0 to Hues-1.
const Hues = 24

// HueOf is the stable hue of an id, for whoever has not chosen one.
func HueOf(id string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id)) // never fails
	return int(h.Sum32() % Hues)
}

// Initials makes at most two letters of a name: "Museum Feldkirch" is MF, "Ada" is AD.
func Initials(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	var letters []rune
	for _, word := range words {
		letters = append(letters, []rune(word)[0])
	}
	if len(words) == 1 {
		letters = []rune(words[0])
	}
	if len(letters) > 2 && len(words) > 1 {
		letters = []rune{letters[0], letters[len(letters)-1]}
	}
	if len(letters) > 2 {
		letters = letters[:2]
	}
	if len(letters) == 0 {
		return "?"
	}
	return strings.ToUpper(string(letters))
}
