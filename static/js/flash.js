// A message goes after ten seconds, never while it is read or focused, never where it reports a problem.
const stay = 10000
const started = new WeakSet()

const start = flash => {
  if (started.has(flash) || flash.matches(".problem")) return
  started.add(flash)
  let timer
  const wait = () => { clearTimeout(timer); timer = setTimeout(() => flash.remove(), stay) }
  for (const kind of ["pointerenter", "focusin"]) flash.addEventListener(kind, () => clearTimeout(timer))
  for (const kind of ["pointerleave", "focusout"]) flash.addEventListener(kind, wait)
  wait()
}
const all = () => document.querySelectorAll("[data-flash]").forEach(start)

document.addEventListener("click", event => {
  const flash = event.target.closest?.("[data-dismiss]")?.closest("[data-flash]")
  if (!flash) return
  flash.remove()
  document.getElementById("main")?.focus({ preventScroll: true })
})
document.addEventListener("htmx:after:swap", all)
all()
