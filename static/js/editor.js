// [data-editor]: knows whether something is unsaved, says so in [data-state], in the title, and when leaving.
// data-dirty-text is the sentence; the server writes the clean one.
const snapshots = new WeakMap()
const versions = new WeakMap()
const picture = form => {
  const parts = []
  for (const [name, value] of new FormData(form)) if (!name.startsWith("_")) parts.push([name, typeof value === "string" ? value : value.name])
  return JSON.stringify(parts)
}
const editors = () => document.querySelectorAll("form[data-editor]")
const anyDirty = () => document.querySelector("form[data-editor][data-dirty]") !== null

const mark = (form, dirty) => {
  if (dirty === "dirty" in form.dataset) return
  const state = form.querySelector("[data-state]")
  if (dirty) form.dataset.dirty = ""
  else delete form.dataset.dirty
  if (state) {
    state.dataset.clean ??= state.textContent
    state.textContent = dirty ? form.dataset.dirtyText ?? state.dataset.clean : state.dataset.clean
  }
  title()
}
const title = () => {
  const bare = document.title.replace(/^• /, "")
  document.title = anyDirty() ? "• " + bare : bare
}
const watch = () => {
  for (const form of editors()) {
    // A form that a swap kept (morphing) is a new one once the server has saved it.
    if (snapshots.has(form) && versions.get(form) === form.dataset.saved) {
      mark(form, picture(form) !== snapshots.get(form))
      continue
    }
    versions.set(form, form.dataset.saved)
    snapshots.set(form, "unsaved" in form.dataset ? "" : picture(form))
    mark(form, "unsaved" in form.dataset)
  }
  title()
}

let leaving = false
for (const kind of ["input", "change"]) document.addEventListener(kind, event => {
  const form = event.target.form ?? event.target.closest?.("form")
  if (form && snapshots.has(form)) mark(form, picture(form) !== snapshots.get(form))
})
document.addEventListener("reset", event => {
  const form = event.target
  if (snapshots.has(form)) setTimeout(() => mark(form, picture(form) !== snapshots.get(form)))
})
document.addEventListener("submit", event => {
  if (snapshots.has(event.target)) leaving = true
  setTimeout(() => { if (event.defaultPrevented) leaving = false })
})
document.addEventListener("htmx:after:swap", watch)
window.addEventListener("pageshow", () => { leaving = false })
window.addEventListener("beforeunload", event => {
  if (!leaving && anyDirty()) event.preventDefault()
})
watch()
