// [data-copy="id"] copies that field's value or text; the button's data-done says so.
document.addEventListener("click", async event => {
  const button = event.target.closest?.("[data-copy]")
  const source = button && document.getElementById(button.dataset.copy)
  if (!source) return
  const text = "value" in source ? source.value : source.textContent.trim()
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    source.focus()
    source.select?.()
    return
  }
  const label = button.querySelector("[data-label]") ?? button
  label.dataset.before ??= label.textContent
  label.textContent = button.dataset.done
  document.dispatchEvent(new CustomEvent("gatehouse:announce", { detail: { text: button.dataset.done } }))
  setTimeout(() => { label.textContent = label.dataset.before }, 2000)
})
