// Focus is never lost after a swap: problems first, then the element of the same id, then the nearest that is left.
let held = ""

const summary = () => document.querySelector("[data-problems]:not([data-seen])")

const show = problems => {
  problems.dataset.seen = ""
  problems.focus()
}

document.addEventListener("htmx:before:swap", () => { held = document.activeElement?.id ?? "" })
document.addEventListener("htmx:after:swap", event => {
  const problems = summary()
  if (problems) return show(problems)
  if (document.activeElement && document.activeElement !== document.body) return
  const again = held && document.getElementById(held)
  if (again) return again.focus({ preventScroll: true })
  const target = event.detail?.ctx?.target
  const main = document.getElementById("main")
  const next = target?.isConnected && target.matches?.("[tabindex]") ? target : main
  next?.focus({ preventScroll: true })
})

if (summary()) show(summary())

// A link of the summary goes to the field itself, also where the label would be the anchor's target.
document.addEventListener("click", event => {
  const link = event.target.closest?.("[data-problems] a[href^='#']")
  const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)))
  if (!field) return
  event.preventDefault()
  field.closest("details")?.setAttribute("open", "")
  field.scrollIntoView({ block: "center" })
  field.focus()
})
