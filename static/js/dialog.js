// a[data-dialog="id"] is a link to a page that asks; where that dialog is on this page it opens instead.
// [data-close] closes it; a click beside it too; the browser gives focus back to the opener.
document.addEventListener("click", event => {
  const opener = event.target.closest?.("[data-dialog]")
  if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    const dialog = document.getElementById(opener.dataset.dialog)
    if (!dialog?.showModal) return
    event.preventDefault()
    opener.closest("[popover]")?.hidePopover()
    dialog.showModal()
    return
  }
  const dialog = event.target.closest?.("dialog")
  if (!dialog) return
  if (event.target.closest("[data-close]")) {
    event.preventDefault()
    dialog.close()
  } else if (event.target === dialog) {
    const box = dialog.getBoundingClientRect()
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom
    if (!inside) dialog.close()
  }
})
