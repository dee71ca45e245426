// What is ticked stays ticked when the "Show" of [data-live] draws the same rows again.
let ticked = []

document.addEventListener("htmx:before:swap", () => {
  ticked = [...document.querySelectorAll("[data-pick]:checked")].map(box => box.value)
})

document.addEventListener("htmx:after:swap", event => {
  if (!event.detail?.ctx?.sourceElement?.closest?.("[data-live]")) return
  for (const box of document.querySelectorAll("[data-pick]")) {
    if (ticked.includes(box.value) && !box.checked) box.click()
  }
})
