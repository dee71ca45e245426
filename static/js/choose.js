// [data-choose]: "all" ticks every box of its form, a count and the bar follow; Shift takes a range.
const boxes = form => [...form.querySelectorAll("[data-pick]")]
let last = null

const count = form => {
  const all = boxes(form), some = all.filter(box => box.checked)
  const head = form.querySelector("[data-pick-all]")
  if (head) {
    head.checked = all.length > 0 && some.length === all.length
    head.indeterminate = some.length > 0 && some.length < all.length
  }
  for (const bar of form.querySelectorAll("[data-chosen]")) bar.toggleAttribute("data-some", some.length > 0)
  for (const text of form.querySelectorAll("[data-chosen-count]")) text.textContent = String(some.length)
}

document.addEventListener("click", event => {
  const box = event.target
  if (!box.matches?.("[data-pick]")) return
  const all = boxes(box.closest("[data-choose]") ?? document)
  if (event.shiftKey && last && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b)
    for (const between of all.slice(from, to + 1)) between.checked = box.checked
  }
  last = box
})
document.addEventListener("change", event => {
  const form = event.target.closest?.("[data-choose]")
  if (!form) return
  if (event.target.matches("[data-pick-all]")) for (const box of boxes(form)) box.checked = event.target.checked
  count(form)
})
const countAll = () => document.querySelectorAll("[data-choose]").forEach(count)
document.addEventListener("htmx:after:swap", countAll)
window.addEventListener("pageshow", countAll)
