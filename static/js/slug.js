// input[data-slug-from="id"]: follows the title until somebody writes a slug, and not at all where one is saved.
const letters = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ä: "ae", ö: "oe", ü: "ue" }
const slugged = text => text.toLowerCase().normalize("NFC")
  .replace(/[ßæœøłđðþäöü]/g, letter => letters[letter])
  .normalize("NFKD").replace(/\p{M}+/gu, "")
  .replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 80).replace(/-+$/, "")

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
