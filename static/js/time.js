// <time data-local="date|time|full"> in the person's zone (html data-zone, else the browser's), written exactly as
// the server writes dates: "20 Nov 2026", within the year "20 Nov". The title is the exact moment.
const zone = document.documentElement.dataset.zone || undefined
const options = {
  weekday: "long", day: "numeric", month: "long", year: "numeric",
  hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZoneName: "short",
}
let format
try {
  format = new Intl.DateTimeFormat("en", { ...options, timeZone: zone })
} catch {
  format = new Intl.DateTimeFormat("en", options)
}
const parts = moment => Object.fromEntries(format.formatToParts(moment).map(part => [part.type, part.value]))
const date = at => `${at.day} ${at.month.slice(0, 3)}${at.year === parts(new Date()).year ? "" : " " + at.year}`
const time = at => `${at.hour}:${at.minute}`
const styles = { date, time, full: at => `${date(at)}, ${time(at)}` }
const localize = () => {
  for (const element of document.querySelectorAll("time[data-local]:not([data-done])")) {
    const moment = new Date(element.dateTime)
    if (Number.isNaN(moment.getTime())) continue
    element.dataset.done = ""
    const style = element.dataset.local
    const at = parts(moment)
    if (styles[style]) element.textContent = styles[style](at)
    element.title = `${at.weekday} ${at.day} ${at.month} ${at.year}, ${at.hour}:${at.minute}:${at.second} ${at.timeZoneName}`
  }
}
document.addEventListener("htmx:after:swap", localize)
localize()
