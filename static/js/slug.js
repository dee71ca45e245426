// input[data-slug-from="id"]: follows the title until somebody writes a slug, and not at all where one is saved.
// The rules of schema.Slug for Latin letters; other scripts are left to it.
const letters = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", þ: "th", ł: "l", ı: "i", ħ: "h", ŋ: "n", ŧ: "t", "&": "and", "@": "at" }
const slugged = text => {
  const plain = text.toLowerCase().normalize("NFKD").replace(/[\p{Mn}'’]/gu, "").replace(/[ßæœøđðþłıħŋŧ&@]/g, letter => letters[letter])
  if (/[^\x00-\x7f]/.test(plain.replace(/[^\p{L}]/gu, ""))) return ""
  return plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 100).replace(/-+$/, "")
}

document.addEventListener("input", event => {
  const typed = event.target
  if (typed.matches?.("[data-slug-from]")) {
    typed.dataset.own = typed.value === "" ? "" : "yes"
    return
  }
  if (!typed.id) return
  for (const slug of document.querySelectorAll(`[data-slug-from="${CSS.escape(typed.id)}"]`)) {
    if (slug.dataset.own === undefined) slug.dataset.own = slug.defaultValue === "" ? "" : "yes"
    if (slug.dataset.own || slug.readOnly) continue
    slug.value = slugged(typed.value)
    slug.dispatchEvent(new Event("change", { bubbles: true }))
  }
})
