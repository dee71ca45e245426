package page

import (
	"strconv"

	"gatehouse/db/fault"
	"gatehouse/views/component"
	"gatehouse/views/layout"
)

// Settings is what an organization may decide about itself.
type Settings struct {
	Frame     layout.Frame
	Name      string // typed
	Slug      string
	Hue       int
	Before    string // what stands before the slug in addresses; "" where addresses name no organization
	TwoFactor bool   // members need a second factor
	MaySecure bool   // may say so
	MayDelete bool
	WhyNot    string // code of why not
	Failed    *fault.Fault
}

func (v Settings) whyNot() string {
	if v.WhyNot == fault.CodeFixed {
		return "This installation works in this organization; it cannot be deleted here."
	}
	return "Only owners can delete it."
}

func hues() []int {
	all := make([]int, component.Hues)
	for i := range all {
		all[i] = i
	}
	return all
}

func hueName(hue int) string {
	names := []string{"Rose", "Red", "Brick", "Orange", "Amber", "Gold", "Yellow", "Lime", "Moss", "Green", "Fern", "Emerald", "Jade", "Teal", "Cyan", "Sky", "Azure", "Blue", "Cobalt", "Indigo", "Violet", "Purple", "Magenta", "Pink"}
	if hue >= 0 && hue < len(names) {
		return names[hue]
	}
	return "Colour " + strconv.Itoa(hue)
}

// Deletion asks for the organization's slug before it goes.
type Deletion struct {
	Frame    layout.Frame
	Slug     string
	Password bool // the last sign-in is too long ago
	Failed   *fault.Fault
}

var deletionLabels = map[string]string{"confirmation": "The address", "password": "Your password"}

// DeletionTitle is its heading.
func DeletionTitle(organization string) string { return "Delete " + organization + "?" }
