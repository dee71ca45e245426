// Package webtest gives tests the built server, a browser without scripts and a
// client for programs.
//
// Start wires the real server over a dbtest.World, as cmd/gatehouse does, and
// listens on 127.0.0.1. Browser follows redirects, keeps cookies and posts forms
// the way a browser without JavaScript does; its pages are read with goquery.
package webtest
