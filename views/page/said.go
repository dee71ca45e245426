package page

// said holds the sentences of flashes by code; handlers send codes. Sections of
// the product add theirs in said_*.go by returning them here.
var said = merge(saidContent, saidDoor, saidPeople)

type sentences map[string]func(p map[string]string) string

func merge(all ...sentences) sentences {
	out := sentences{}
	for _, some := range all {
		for code, sentence := range some {
			out[code] = sentence
		}
	}
	return out
}

func plain(text string) func(map[string]string) string {
	return func(map[string]string) string { return text }
}
