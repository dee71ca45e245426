// Package prose turns Markdown that somebody wrote into HTML that anybody may see.
//
// What lives here: Markdown, the one place that writes HTML it did not make itself (templ.Raw). What never does:
// anything else. Who may call: views/page.
//
// Decisions: raw HTML in the text is dropped by goldmark, and whatever remains passes a closed list of elements and
// attributes. No class, id, style, data- or hx- attribute survives, so a text can neither act through htmx nor dress up
// as part of the product. Links lead away without a referrer's rights; pictures come from this origin or as data of a
// picture type. The text is checked each time it is shown, never when it is stored.
package prose
