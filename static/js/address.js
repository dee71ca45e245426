// [data-address]: a form that came back in the answer to another one (sign-in) stands under its own page's address.
const own = document.querySelector("[data-address]")
if (own) history.replaceState(history.state, "", own.dataset.address)
