// Package hx writes htmx attributes, and is the only place that does.
//
// What lives here: one function per attribute, Attrs which gathers them and stamps the response's nonce, and the
// nonce's way through the rendering context. What never does: scripts, hx-on, js: values, filter expressions.
// Who may call: views; respond sets the nonce with WithNonce before it renders.
//
// Decisions: the hx-csp extension strips every hx-* attribute from an element whose hx-nonce is not the page's, so an
// injected hx-post does nothing. A fragment carries the nonce of its own response's CSP header; the extension
// rewrites it to the page's before parsing. Inheritance stays off; every element says what it does itself.
package hx
