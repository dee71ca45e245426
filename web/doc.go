// Package web serves the product over HTTP.
//
// Server holds the middleware and the listener, routes.go the whole route table
// on one screen. Handlers live in rooms by audience: cms for browsers, api for
// programs; route gives them what their signature asks for, session carries the
// cookie, respond writes answers, outbound talks to the rest of the world.
//
// Nothing here writes a query or a sentence: Stores are called, views render.
package web
