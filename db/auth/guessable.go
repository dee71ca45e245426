package auth

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
)

//go:embed common.txt
var commonText string

var commonWords = sync.OnceValue(func() []string {
	var words []string
	for line := range strings.Lines(commonText) {
		if !strings.HasPrefix(line, "#") {
			words = append(words, strings.Fields(line)...)
		}
	}
	return words
})

// rows are what fingers and tongues run along; also backwards.
var rows = sync.OnceValue(func() []string {
	list := []string{
		"012345678901234567890", "qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "qsdfghjklm", "zxcvbnm", "yxcvbnm",
		"qwertyuiopasdfghjklzxcvbnm", "abcdefghijklmnopqrstuvwxyz", "qazwsxedcrfvtgbyhnujmikolp",
		"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "a1b2c3d4e5f6g7h8i9", "1a2b3c4d5e6f7g8h9i",
		"!@#$%^&*()_+", "1234qwerasdfzxcv", "13579", "24680",
	}
	for _, row := range slices.Clone(list) {
		back := []rune(row)
		slices.Reverse(back)
		list = append(list, string(back))
	}
	return list
})

// The price of a password is what a guesser pays for it, roughly: a common word,
// a run, a repetition or a few digits cost as much as each other; punctuation
// between them costs a little. A password of at most three pieces is refused.
const (
	pricePiece = 4
	priceOwn   = 2 // the first thing to try
	priceMark  = 1
	tooCheap   = 3 * pricePiece
	maxDigits  = 4
)

// common reports whether a password is made of nothing but what everybody tries
// and what is known of its owner.
func common(password string, about []string) bool {
	text := []rune(strings.ToLower(password))
	if distinct(text) < 5 || repeats(text) {
		return true
	}
	own := append(ownWords(about), "gatehouse")
	const unpaid = 1 << 30
	price := make([]int, len(text)+1) // the cheapest way to type what comes before
	for i := 1; i < len(price); i++ {
		price[i] = unpaid
	}
	pay := func(from, length, cost int) {
		price[from+length] = min(price[from+length], price[from]+cost)
	}
	for i, r := range text {
		if price[i] > tooCheap {
			continue
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			pay(i, 1, pricePiece)
		} else {
			pay(i, 1, priceMark)
		}
		rest := text[i:]
		for n := 1; n <= maxDigits && n <= len(rest) && unicode.IsDigit(rest[n-1]); n++ {
			pay(i, n, pricePiece)
		}
		for _, w := range own {
			if n := typed(rest, w); n > 0 {
				pay(i, n, priceOwn)
			}
		}
		for _, w := range commonWords() {
			if n := typed(rest, w); n > 0 {
				pay(i, n, pricePiece)
			}
		}
		for n := longestRun(rest); n >= 4; n-- {
			pay(i, n, pricePiece)
		}
		for n := longestRepeat(rest); n >= 3; n-- {
			pay(i, n, pricePiece)
		}
	}
	return price[len(text)] <= tooCheap
}

func distinct(text []rune) int {
	seen := map[rune]bool{}
	for _, r := range text {
		seen[r] = true
	}
	return len(seen)
}

// repeats reports whether the text is one short piece over and over.
func repeats(text []rune) bool {
	for unit := 1; unit <= 6 && unit*2 <= len(text); unit++ {
		same := true
		for i := unit; i < len(text) && same; i++ {
			same = text[i] == text[i-unit]
		}
		if same {
			return true
		}
	}
	return false
}

// ownWords are the words of at least two letters in what is known of the owner,
// the pieces of an address among them.
func ownWords(about []string) []string {
	var words []string
	for _, a := range about {
		for _, w := range strings.FieldsFunc(strings.ToLower(normal(a)), func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r)
		}) {
			if len([]rune(w)) >= 2 {
				words = append(words, w)
			}
		}
	}
	return words
}

// substitutes are the usual disguises of letters.
var substitutes = map[rune]string{
	'@': "a", '4': "a", '8': "b", '(': "c", '3': "e", '6': "g", '9': "g", '1': "il", '!': "il", '|': "il", '0': "o",
	'$': "s", '5': "s", '7': "t", '+': "t", '2': "z",
}

// typed answers how much of the text is the word, seen through disguises; 0 if
// it is not.
func typed(text []rune, word string) int {
	i := 0
	for _, w := range word {
		if i == len(text) || text[i] != w && !strings.ContainsRune(substitutes[text[i]], w) {
			return 0
		}
		i++
	}
	return i
}

func longestRun(text []rune) int {
	longest := 0
	for _, row := range rows() {
		for start := range row {
			n := 0
			for n < len(text) && start+n < len(row) && text[n] == rune(row[start+n]) {
				n++
			}
			longest = max(longest, n)
		}
	}
	return longest
}

// longestRepeat answers how far up to four characters are repeated at least three
// times.
func longestRepeat(text []rune) int {
	longest := 0
	for unit := 1; unit <= 4; unit++ {
		n := unit
		for n < len(text) && text[n] == text[n-unit] {
			n++
		}
		if n >= 3*unit {
			longest = max(longest, n)
		}
	}
	return longest
}
