// dialog[data-asked] is where fetched questions and explanations are put; it opens when something has come, and what
// was in it goes when it closes.
document.addEventListener("htmx:after:swap", event => {
  const dialog = event.detail?.ctx?.target?.closest?.("dialog[data-asked]")
  if (!dialog?.firstElementChild) return
  for (const menu of document.querySelectorAll(".menu:popover-open")) menu.hidePopover()
  dialog.setAttribute("aria-labelledby", "asked-title")
  if (!dialog.open) dialog.showModal()
})
document.addEventListener("close", event => {
  if (event.target.matches?.("dialog[data-asked]")) event.target.replaceChildren()
}, true)
