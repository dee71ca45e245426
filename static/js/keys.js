// "/" goes to the search field, Ctrl or Cmd with S saves, with Enter submits the open dialog.
const writes = element => element.isContentEditable || element.matches("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select")

document.addEventListener("keydown", event => {
  if (event.defaultPrevented || event.isComposing) return
  const command = event.ctrlKey || event.metaKey
  if (command && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "s") {
    const form = event.target.closest?.("form[data-editor]") ?? document.querySelector("form[data-editor]")
    if (!form) return
    event.preventDefault()
    const button = form.querySelector("[data-save]") ?? document.querySelector(`[data-save][form="${CSS.escape(form.id)}"]`)
    form.requestSubmit(button ?? undefined)
    return
  }
  if (command && event.key === "Enter") {
    const form = event.target.closest?.("dialog[open] form:not([method=dialog])")
    if (form) { event.preventDefault(); form.requestSubmit() }
    return
  }
  if (event.key === "/" && !command && !event.altKey && !writes(event.target)) {
    const search = document.querySelector("main [data-search]") ?? document.querySelector("[data-search]")
    if (search) { event.preventDefault(); search.focus(); search.select() }
  }
})
