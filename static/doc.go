// Package static holds the files sent as they are, each under an address that contains its content's hash.
//
// What lives here: css/ (one file per component, joined in layer order into one stylesheet), js/ (one tiny module per
// behaviour, joined into one script), lib/ (what others wrote, with licence and checksum), and the handler that sends
// them. What never does: anything that differs between two requests, words a person reads.
// Who may call: views asks URL, web mounts Handler. It imports nothing of the project.
//
// Decisions: there is no build step; joining, hashing and compressing happen once, at first use, in memory. An address
// is good for ever because a changed file has another one; an address with an unknown hash is 404, never "the newest",
// so that a page of yesterday cannot be styled by a sheet it was not written for.
package static
