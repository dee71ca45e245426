// details[data-menu] closes on Escape, on a click elsewhere and when focus leaves; arrows walk through any menu.
const open = () => document.querySelectorAll("details[data-menu][open]")

document.addEventListener("click", event => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false
})
document.addEventListener("focusin", event => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false
})
document.addEventListener("keydown", event => {
  if (event.key === "Escape") {
    for (const menu of open()) {
      menu.open = false
      menu.querySelector("summary")?.focus()
      event.preventDefault()
    }
    return
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return
  const menu = event.target.closest?.("details[data-menu][open], .menu:popover-open")
  if (!menu) return
  const items = [...menu.querySelectorAll(".menu :is(a, button), .menu:popover-open :is(a, button)")].filter(item => item.checkVisibility())
  if (items.length === 0) return
  event.preventDefault()
  const at = items.indexOf(document.activeElement)
  items[(at + (event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1) + items.length) % items.length].focus()
})
// input[data-filter="id"] hides the entries of that list which do not contain what is typed.
document.addEventListener("input", event => {
  const list = event.target.dataset?.filter && document.getElementById(event.target.dataset.filter)
  if (!list) return
  const wanted = event.target.value.trim().toLocaleLowerCase()
  for (const item of list.children) item.hidden = wanted !== "" && !item.textContent.toLocaleLowerCase().includes(wanted)
})
