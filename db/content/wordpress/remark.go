package wordpress

import "maps"

// Remark is what is worth knowing about something that was read: a code, for which
// views has a sentence, and what it speaks of.
type Remark struct {
	Code   string            `json:"code"`
	Params map[string]string `json:"params,omitempty"`
}

// Say makes a remark of a code and pairs of names and values.
func Say(code string, pairs ...string) Remark {
	r := Remark{Code: code}
	if len(pairs) > 0 {
		r.Params = map[string]string{}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		r.Params[pairs[i]] = pairs[i+1]
	}
	return r
}

// Is reports whether both say the same.
func (r Remark) Is(other Remark) bool {
	return r.Code == other.Code && maps.Equal(r.Params, other.Params)
}

// Codes of what is wrong with a whole file.
const (
	NotXML        = "not-xml"        // detail
	NotWordPress  = "not-wordpress"  //
	UnknownFormat = "unknown-format" // version
	DocumentType  = "document-type"  //
	TooLarge      = "too-large"      // max, in MiB
	TooDeep       = "too-deep"       // max
	TooMany       = "too-many"       // max
	UnknownCoding = "unknown-coding" // name
)

// Codes of what Markdown could not keep.
const (
	ScriptDropped   = "script-dropped"   // count
	FormDropped     = "form-dropped"     // count
	DrawingDropped  = "drawing-dropped"  // count
	FrameLinked     = "frame-linked"     // count
	MediaLinked     = "media-linked"     // count
	MediaDropped    = "media-dropped"    // count
	LinkDropped     = "link-dropped"     // count
	BlocksDropped   = "blocks-dropped"   // names
	ReusableMissing = "reusable-missing" // count
	ShortcodesKept  = "shortcodes-kept"  // names
	GalleryEmpty    = "gallery-empty"    // count
	PageBreaks      = "page-breaks"      // count
	PlainTextOnly   = "plain-text-only"  //
)

// Codes of why something of a file is left out.
const (
	IsMedia      = "is-media"      // url
	IsMenu       = "is-menu"       //
	IsRevision   = "is-revision"   //
	IsReusable   = "is-reusable"   //
	IsDesign     = "is-design"     // type
	IsInternal   = "is-internal"   // type
	IsTrash      = "is-trash"      //
	IsBeginning  = "is-beginning"  //
	IsDefault    = "is-default"    //
	IsFormat     = "is-format"     //
	IsSame       = "is-same"       // name, type
	NoCollection = "no-collection" // type
	NoTaxonomy   = "no-taxonomy"   // type
	NoAuthors    = "no-authors"    //
)

// Codes of what is different from WordPress in something that goes in.
const (
	WasPassword     = "was-password"      //
	WasPrivate      = "was-private"       //
	WasPending      = "was-pending"       //
	WasScheduled    = "was-scheduled"     // date
	WasOther        = "was-other"         // status
	WasSticky       = "was-sticky"        //
	WasFormat       = "was-format"        // name
	TitleMade       = "title-made"        // title
	TitleShortened  = "title-shortened"   // max
	SummaryShort    = "summary-shortened" // max
	SummaryDropped  = "summary-dropped"   //
	SlugMade        = "slug-made"         // slug
	SlugChanged     = "slug-changed"      // from, to
	SlugDoubled     = "slug-doubled"      // from, to
	DateGuessed     = "date-guessed"      // date
	DateMissing     = "date-missing"      //
	ParentMissing   = "parent-missing"    // id
	ParentCycle     = "parent-cycle"      // name
	ParentDropped   = "parent-dropped"    // name
	OrderDropped    = "order-dropped"     // order
	AuthorDropped   = "author-dropped"    // name
	TermsDropped    = "terms-dropped"     // type, names
	CommentsDropped = "comments-dropped"  // count
	FieldsDropped   = "fields-dropped"    // count, names
	PictureDropped  = "picture-dropped"   // url
	CategoryIsTag   = "category-is-tag"   //
	LevelDropped    = "level-dropped"     // parent
	DetailsDropped  = "details-dropped"   //
	FoundByName     = "found-by-name"     // name
	Repaired        = "repaired"          // count, line
)

// Codes lists every code there is.
func Codes() []string {
	return []string{
		NotXML, NotWordPress, UnknownFormat, DocumentType, TooLarge, TooDeep, TooMany, UnknownCoding,
		ScriptDropped, FormDropped, DrawingDropped, FrameLinked, MediaLinked, MediaDropped, LinkDropped, BlocksDropped,
		ReusableMissing, ShortcodesKept, GalleryEmpty, PageBreaks, PlainTextOnly,
		IsMedia, IsMenu, IsRevision, IsReusable, IsDesign, IsInternal, IsTrash, IsBeginning, IsDefault, IsFormat, IsSame,
		NoCollection, NoTaxonomy, NoAuthors,
		WasPassword, WasPrivate, WasPending, WasScheduled, WasOther, WasSticky, WasFormat, TitleMade, TitleShortened,
		SummaryShort, SummaryDropped, SlugMade, SlugChanged, SlugDoubled, DateGuessed, DateMissing, ParentMissing, ParentCycle,
		ParentDropped, OrderDropped, AuthorDropped, TermsDropped, CommentsDropped, FieldsDropped, PictureDropped,
		CategoryIsTag, LevelDropped, DetailsDropped, FoundByName, Repaired,
	}
}

// Mistake is why a file cannot be read, and where.
type Mistake struct {
	Line int
	Remark
}

// Error names line and code.
func (m *Mistake) Error() string {
	if detail := m.Params["detail"]; detail != "" {
		return "wordpress: " + m.Code + ": " + detail
	}
	return "wordpress: " + m.Code
}

func wrong(line int, code string, pairs ...string) *Mistake {
	return &Mistake{Line: max(line, 1), Remark: Say(code, pairs...)}
}
