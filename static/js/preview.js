// [data-writing]: the two buttons of a Markdown field show its text or its rendered preview, which htmx fetches.
document.addEventListener("click", event => {
  const button = event.target.closest?.("[data-writing] [data-show]")
  if (!button) return
  const field = button.closest("[data-writing]")
  const preview = button.dataset.show === "preview"
  const shown = field.querySelector("[data-preview]")
  const text = field.querySelector("textarea")
  shown.hidden = !preview
  text.hidden = preview
  for (const other of field.querySelectorAll("[data-show]")) other.setAttribute("aria-pressed", String(other === button))
  if (!preview) text.focus()
})
