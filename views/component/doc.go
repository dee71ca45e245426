// Package component holds the dumb, typed pieces all screens are made of.
//
// What lives here: one templ component per thing a person sees or touches, fed by small structs of plain values.
// What never does: decisions (who may, what is allowed), look-ups, addresses it was not given, requests.
// Who may call: the other rooms of views; web fills in its structs.
//
// Decisions: a field's id comes from its name (FieldID), so that a problem summary can link to it and focus can be
// given back after a swap; help and problem hang on aria-describedby. Nothing carries a style attribute (the policy
// forbids them): hues are data-hue, everything else is a class. Words a component says by itself ("Optional",
// "Newer", "Close") stand in this package and are in sentence case.
package component
