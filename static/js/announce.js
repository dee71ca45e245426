// Says aloud what a swap changed: the new part carries data-announce="sentence" (data-urgent for errors).
const speak = (text, urgent) => {
  const region = document.getElementById(urgent ? "assertive" : "polite")
  if (!region || !text) return
  region.textContent = ""
  // An empty region must be seen empty first, or the same sentence twice is said once.
  setTimeout(() => { region.textContent = text }, 60)
}

document.addEventListener("gatehouse:announce", event => speak(event.detail.text, event.detail.urgent))

const said = new WeakSet()
document.addEventListener("htmx:after:swap", () => {
  for (const element of document.querySelectorAll("[data-announce]")) {
    if (said.has(element)) continue
    said.add(element)
    speak(element.dataset.announce, "urgent" in element.dataset)
  }
})
for (const element of document.querySelectorAll("[data-announce]")) said.add(element)
