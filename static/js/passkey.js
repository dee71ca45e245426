// [data-passkey] forms ask the browser for a passkey and send its answer: "create" makes one, "get" signs in.
// They begin at data-begin, which answers what to ask for. Where the browser can, the sign-in page offers
// passkeys beside the address as well.
const problem = (form, text) => {
  const place = form.querySelector("[data-passkey-problem]")
  place.textContent = text
  place.hidden = !text
}

const begin = async form => {
  const answer = await fetch(form.dataset.begin, { method: "POST", headers: { Accept: "application/json" } })
  if (!answer.ok) throw new Error(answer.statusText)
  return answer.json()
}

const ask = async (form, more = {}) => {
  const options = await begin(form)
  const credential = form.dataset.passkey === "create"
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options), ...more })
  form.elements.response.value = JSON.stringify(credential.toJSON())
  form.submit()
}

let waiting // the offer beside the address, which a pressed button replaces

document.addEventListener("submit", event => {
  const form = event.target
  if (!form.dataset?.passkey) return
  event.preventDefault()
  waiting?.abort()
  problem(form, "")
  ask(form).catch(() => problem(form, form.dataset.failed))
})

const offer = async form => {
  if (!await PublicKeyCredential.isConditionalMediationAvailable?.()) return
  waiting = new AbortController()
  ask(form, { mediation: "conditional", signal: waiting.signal }).catch(() => {})
}

if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  for (const form of document.querySelectorAll("[data-passkey]")) form.remove()
} else {
  const form = document.querySelector("[data-passkey=get][data-offer]")
  if (form) offer(form)
}
