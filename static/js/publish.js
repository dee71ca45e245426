// button[data-settled="Published"]: visitors see exactly what the form holds, so there is nothing to publish until
// something is written; then it is data-ready. It stays focusable, because somebody may just have pressed it.
// Follows editor.js, which knows whether something is unsaved.
const settle = () => {
  for (const button of document.querySelectorAll("button[data-settled]")) {
    const ready = "dirty" in (button.form?.dataset ?? {})
    const label = ready ? button.dataset.ready : button.dataset.settled
    const words = button.querySelector("[data-label]")
    if (words.textContent !== label) words.textContent = label
    button.classList.toggle("main", ready)
    if (ready) button.removeAttribute("aria-disabled")
    else button.setAttribute("aria-disabled", "true")
  }
}
for (const kind of ["input", "change", "htmx:after:swap"]) document.addEventListener(kind, settle)
document.addEventListener("reset", () => setTimeout(settle))
window.addEventListener("pageshow", settle)
document.addEventListener("click", event => {
  if (event.target.closest?.("button[data-settled][aria-disabled=true]")) event.preventDefault()
})
settle()
