// [data-live]: says how many of the things on show were changed elsewhere since they were drawn (data-since), from the
// stream data-stream. One connection per tab, none while it is hidden: browsers open only a few to a server. What this
// tab saves arrives as a part with a newer data-since before the notice would show.
const pause = 900
let source = null, stream = "", last = "", timer
const heard = new Map() // entry → its latest event

const spot = () => document.querySelector("[data-live]")
const numbers = text => text.split(".").map(Number)
// A number is one of the organization's log, and perhaps one of the installation's.
const beyond = (id, since) => {
  const [a, b = 0] = numbers(id), [c, d = 0] = numbers(since)
  return a > c || b > d
}

const close = () => { source?.close(); source = null }

const show = () => {
  const at = spot()
  if (!at) return
  const { since, entry, seen, one, many } = at.dataset
  const news = [...heard].filter(([id, { number, revision }]) => entry ? id === entry && revision > Number(seen) : beyond(number, since)).length
  const text = news === 0 ? "" : news === 1 || !many ? one : many.replace("{n}", String(news))
  const words = at.querySelector("[data-text]")
  const fresh = at.hidden && text !== ""
  if (words.textContent !== text) words.textContent = text
  if (text === "" && at.contains(document.activeElement)) at.closest("[tabindex]")?.focus({ preventScroll: true })
  at.hidden = text === ""
  if (fresh) document.dispatchEvent(new CustomEvent("gatehouse:announce", { detail: { text } }))
}

const hear = event => {
  last = event.lastEventId || last
  const { id = "", revision = 0 } = JSON.parse(event.data)
  heard.set(id, { number: last, revision })
  clearTimeout(timer)
  timer = setTimeout(show, pause)
}

const open = () => {
  const at = spot()
  if (!at || document.visibilityState === "hidden") return close()
  if (source && stream === at.dataset.stream && source.readyState !== EventSource.CLOSED) return
  close()
  if (stream !== at.dataset.stream) {
    heard.clear()
    last = at.dataset.since
  }
  stream = at.dataset.stream
  source = new EventSource(`${stream}&lastEventId=${encodeURIComponent(last)}`)
  source.addEventListener("open", () => { document.documentElement.dataset.listening = "" })
  for (const type of at.dataset.types.split(" ")) source.addEventListener(type, hear)
}

document.addEventListener("htmx:after:swap", () => { open(); show() })
document.addEventListener("visibilitychange", open)
window.addEventListener("pagehide", close)
window.addEventListener("pageshow", open)
open()
