// <time data-local="date|time|full"> in the person's zone (html data-zone, else the browser's) and locale.
const styles = {
  date: { dateStyle: "medium" },
  time: { timeStyle: "short" },
  full: { dateStyle: "medium", timeStyle: "short" },
}
const exact = { dateStyle: "full", timeStyle: "long" }
const zone = document.documentElement.dataset.zone || undefined
const formats = new Map()
const format = (name, options) => {
  if (!formats.has(name)) {
    try {
      formats.set(name, new Intl.DateTimeFormat(document.documentElement.lang || undefined, { ...options, timeZone: zone }))
    } catch {
      formats.set(name, new Intl.DateTimeFormat(undefined, options))
    }
  }
  return formats.get(name)
}
const localize = () => {
  for (const element of document.querySelectorAll("time[data-local]:not([data-done])")) {
    const moment = new Date(element.dateTime)
    if (Number.isNaN(moment.getTime())) continue
    element.dataset.done = ""
    const style = element.dataset.local
    if (styles[style]) element.textContent = format(style, styles[style]).format(moment)
    element.title = format("exact", exact).format(moment)
  }
}
document.addEventListener("htmx:after:swap", localize)
localize()
