// Package session carries an opaque token between the browser and db/auth.
//
// Store implements gorilla's sessions.Store: a session's only value is the token
// that db/auth gave out; everything else about a session lives in the database,
// so that ending it there ends it everywhere. The cookie is named and signed as
// Better Auth's: prefix.session_token, the token and its HMAC-SHA256, URL-encoded;
// __Host- before the name when the base URL is https.
//
// Flash messages travel in a signed cookie as codes with parameters, never as
// sentences. Parcel seals a form that was posted with an ended session into the
// sign-in page: authenticated encryption, bound to the person it belonged to.
package session
