// Marks the document as scripted, so that sheets may hide what only helps without scripts, and the reverse.
document.documentElement.classList.add("scripted")
for (const element of document.querySelectorAll("[data-scripted]")) element.hidden = false
document.addEventListener("htmx:after:swap", () => {
  for (const element of document.querySelectorAll("[data-scripted][hidden]")) element.hidden = false
})
