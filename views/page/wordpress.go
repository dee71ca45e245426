package page

import (
	"strconv"
	"strings"
)

// WordPressText is a remark about an export of WordPress as a sentence. Names in
// braces are what it speaks of.
func WordPressText(code string, params map[string]string) string {
	text, known := wordPressTexts[code]
	if !known {
		return "Something about it is unusual (" + code + ")."
	}
	if one, many, both := strings.Cut(text, " | "); both {
		text = many
		if n, err := strconv.Atoi(params["count"]); err == nil && n == 1 {
			text = one
		}
	}
	var pairs []string
	for name, value := range params {
		pairs = append(pairs, "{"+name+"}", value)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// WordPressKind is what WordPress calls something, in words.
func WordPressKind(kind string) string {
	if word, known := wordPressKinds[kind]; known {
		return word
	}
	return strings.ReplaceAll(kind, "_", " ")
}

var wordPressKinds = map[string]string{
	"post_tag": "tag", "attachment": "file", "nav_menu_item": "menu item", "nav_menu": "menu", "wp_block": "reusable block",
	"wp_navigation": "navigation", "wp_template": "template", "wp_template_part": "template part", "wp_global_styles": "styles", "post_format": "post format",
}

// One sentence each; where “ | ” divides it, the first part is about one.
var wordPressTexts = map[string]string{
	// the whole file
	"not-xml":        "The file breaks off or is damaged here: {detail}. Export it again in WordPress, under Tools, Export.",
	"not-wordpress":  "This is no export of WordPress. Make one in WordPress, under Tools, Export.",
	"unknown-format": "The export has the format {version}; formats 1.0 to 1.2 can be read.",
	"document-type":  "The file declares a document type, which exports of WordPress do not. It is not read.",
	"too-large":      "The file is larger than {max} MiB. Export a part at a time: WordPress offers posts, pages and dates.",
	"too-deep":       "Elements are nested more than {max} deep here, which exports of WordPress are not.",
	"too-many":       "There are more than {max} elements here. Export a part at a time.",
	"unknown-coding": "The file is written in “{name}”, which cannot be read. Save it as UTF-8.",
	"repaired":       "1 character that no such file may hold was dropped, on line {line}. | {count} characters that no such file may hold were dropped, the first on line {line}.",

	// what Markdown cannot keep
	"script-dropped":    "A script in the text is left out. | {count} scripts in the text are left out.",
	"form-dropped":      "A form in the text is left out. | {count} forms in the text are left out.",
	"drawing-dropped":   "A drawing in the text is left out. | {count} drawings in the text are left out.",
	"frame-linked":      "An embedded page became a link. | {count} embedded pages became links.",
	"media-linked":      "A player became a link. | {count} players became links.",
	"media-dropped":     "A player without an address is left out. | {count} players without an address are left out.",
	"link-dropped":      "A link that no page may have lost its address. | {count} links that no page may have lost their address.",
	"blocks-dropped":    "Blocks that WordPress fills in when it shows them are left out: {names}.",
	"reusable-missing":  "A reusable block is not in the file. | {count} reusable blocks are not in the file.",
	"shortcodes-kept":   "Shortcodes of plugins stay in the text as they are written: {names}.",
	"gallery-empty":     "The pictures of a gallery are not in the file. | The pictures of {count} galleries are not in the file.",
	"page-breaks":       "A page break became a line. | {count} page breaks became lines.",
	"plain-text-only":   "Its layout is too entangled; some of the text is kept without it.",
	"was-format":        "The post format {name} is left out.",
	"summary-shortened": "The summary is shortened to {max} characters.",
	"summary-dropped":   "The excerpt is left out: there is no field for it.",

	// why something stays out
	"is-media":      "Pictures and other files arrive with a later import; their addresses stay in the texts.",
	"is-menu":       "Menus belong to the website, not to its content.",
	"is-revision":   "Earlier versions stay in WordPress.",
	"is-reusable":   "Its text is put in where it is used.",
	"is-design":     "It belongs to the looks of the website, not to its content.",
	"is-internal":   "WordPress keeps it for itself.",
	"is-trash":      "It was in the trash.",
	"is-beginning":  "It is an empty beginning that WordPress saves by itself.",
	"is-default":    "WordPress gives it to posts that have no category.",
	"is-format":     "Post formats belong to the looks of the website.",
	"is-same":       "It is one with “{name}”, which comes before it.",
	"no-collection": "No collection is called “{type}” or “{type}s” and has a title, a slug and a Markdown text.",
	"no-taxonomy":   "Posts have no relation called “{type}”.",
	"no-authors":    "Posts have no relation to authors.",

	// what is different
	"was-password":     "It was protected by a password. It is a draft now, so that nobody sees it without.",
	"was-private":      "It was private. It is a draft now.",
	"was-pending":      "It was waiting for review. It is a draft now.",
	"was-scheduled":    "It was to be published on {date}. It is a draft now; publish it when its time comes.",
	"was-other":        "It had the status “{status}”. It is a draft now.",
	"was-sticky":       "It was sticky, which has no counterpart.",
	"title-made":       "It had no title and is called “{title}”.",
	"title-shortened":  "The name is shortened to {max} characters.",
	"slug-made":        "It had no address and got “{slug}”.",
	"slug-changed":     "The address “{from}” is written “{to}”.",
	"slug-doubled":     "The address “{from}” is taken by another one of the file; this one got “{to}”.",
	"date-guessed":     "The file does not say in which time zone its date is; {date} is taken.",
	"date-missing":     "It has no date; the moment of the import is taken.",
	"parent-missing":   "What it lies below (number {id}) does not go in, so it lies at the top.",
	"parent-cycle":     "It lies below “{name}”, which lies below it; it lies at the top now.",
	"parent-dropped":   "That it lies below “{name}” is left out: there is no relation for it.",
	"order-dropped":    "Its place among its neighbours ({order}) is left out.",
	"author-dropped":   "Its author, {name}, is left out: there is no relation for it.",
	"terms-dropped":    "Left out of “{type}”, for which there is no relation: {names}.",
	"comments-dropped": "A comment is left out. | {count} comments are left out.",
	"fields-dropped":   "A custom field is left out: {names}. | {count} custom fields are left out: {names}.",
	"picture-dropped":  "The featured image is left out: {url}",
	"category-is-tag":  "The category became a tag.",
	"level-dropped":    "That it lies below “{parent}” is left out: there are no levels.",
	"details-dropped":  "The description is left out: there is no field for it.",
	"found-by-name":    "“{name}” is there already and is used.",
}
