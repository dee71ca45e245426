// Several people in one browser, and tokens for other services, through the unmodified client.
import { createLocalJWKSet, jwtVerify } from "jose";
import { Browser, base, data, is, password, refused, signedUp, verified, yes } from "./client.mjs";

export default async function tokens() {
  await severalPeople();
  await jwt();
}

async function severalPeople() {
  const uma = await signedUp("Uma", "uma@token.example");
  const vic = await signedUp("Vic", "vic@token.example");
  const browser = new Browser();
  is("nobody", data("list-device-sessions", await browser.client.multiSession.listDeviceSessions()), []);
  data("uma signs in", await browser.client.signIn.email({ email: uma.email, password }));
  data("vic signs in beside", await browser.client.signIn.email({ email: vic.email, password }));
  const list = data("both", await browser.client.multiSession.listDeviceSessions());
  is("two people", list.map((s) => s.user.email).sort(), [uma.email, vic.email]);
  const find = (who) => list.find((s) => s.user.email === who.email).session;
  is("vic is active", data("get-session", await browser.client.getSession()).user.email, vic.email);
  is("only the active one shows its token", [find(uma).token === find(uma).id, find(vic).token === find(vic).id], [true, false]);
  is("set-active", data("set-active", await browser.client.multiSession.setActive({ sessionToken: find(uma).token })).user.email, uma.email);
  is("uma is active", data("get-session", await browser.client.getSession()).user.email, uma.email);
  data("uma signs in again", await browser.client.signIn.email({ email: uma.email, password }));
  const again = data("still two", await browser.client.multiSession.listDeviceSessions());
  is("one per person", again.length, 2);
  yes("the first session ended", again.find((s) => s.user.email === uma.email).session.id !== find(uma).id);
  refused("not another browser's", await vic.client.multiSession.setActive({ sessionToken: find(uma).token }), 401, "INVALID_SESSION_TOKEN");
  refused("nobody's", await browser.client.multiSession.revoke({ sessionToken: "nothing" }), 401, "INVALID_SESSION_TOKEN");
  is("revoke the active one", data("revoke", await browser.client.multiSession.revoke({ sessionToken: again.find((s) => s.user.email === uma.email).session.token })), { status: true });
  is("another takes over", data("get-session", await browser.client.getSession()).user.email, vic.email);
  data("sign-out", await browser.client.signOut());
  is("of all", [data("nobody left", await browser.client.multiSession.listDeviceSessions()), [...browser.jar.keys()]], [[], []]);
}

async function jwt() {
  const will = await verified("Will", "will@token.example");
  const museum = data("create", await will.client.organization.create({ name: "Jot", slug: "jot" }));
  const keys = data("jwks", await will.client.jwks());
  is("a key", [keys.keys.length > 0, keys.keys[0].kty, keys.keys[0].crv, keys.keys[0].alg, "d" in keys.keys[0]], [true, "OKP", "Ed25519", "EdDSA", false]);
  const signed = data("token", await will.client.token()).token;
  const { payload, protectedHeader } = await jwtVerify(signed, createLocalJWKSet(keys), { issuer: base, audience: base });
  const session = data("get-session", await will.client.getSession()).session;
  is("header", Object.keys(protectedHeader).sort(), ["alg", "kid"]);
  is("claims", [payload.sub, payload.sid, payload.activeOrganizationId, payload.exp - payload.iat, payload.email], [will.user.id, session.id, museum.id, 900, will.email]);
  await jwtVerify(will.headers.get("set-auth-jwt"), createLocalJWKSet(keys));
  yes("exposed", will.headers.get("access-control-expose-headers").includes("set-auth-jwt"));
  refused("nobody has one", await new Browser().client.token(), 401, "UNAUTHORIZED");

  const api = (bearer, query = "", method = "POST", body = { title: "By token" }) => new Browser({ origin: null, bearer }).raw(method, "/api/v1/posts" + query, method === "GET" ? undefined : body);
  is("the API takes it", (await api(signed)).status, 201);
  is("not for another organization", (await api(signed, "?organizationId=org_nothing")).body.code, "ACCESS_CROSS_TENANT_FORBIDDEN");
  is("nor does /auth", data("get-session by JWT", await new Browser({ origin: null, bearer: signed }).client.getSession()), null);
  const [head, body, signature] = signed.split(".");
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = JSON.parse(Buffer.from(body, "base64url"));
  for (const [what, forged] of Object.entries({
    "another body": [head, encode({ ...claims, sub: "usr_other" }), signature],
    "no algorithm": [encode({ alg: "none" }), body, ""],
    "a named none": [encode({ alg: "none", kid: protectedHeader.kid }), body, ""],
    "another algorithm": [encode({ alg: "HS256", kid: protectedHeader.kid }), body, signature],
    "another key": [encode({ alg: "EdDSA", kid: "sig_nothing" }), body, signature],
    "a path for a key": [encode({ alg: "EdDSA", kid: "../../x" }), body, signature],
    "no signature": [head, body, ""],
  })) {
    const answer = await api(forged.join("."));
    is(what, [answer.status, answer.body.code], [401, "AUTH_INVALID"]);
  }
  const xena = await verified("Xena", "xena@token.example");
  const invitation = data("invite", await will.client.organization.inviteMember({ email: xena.email, role: "editor", organizationId: museum.id }));
  const member = data("accept", await xena.client.organization.acceptInvitation({ invitationId: invitation.id })).member;
  const hers = data("her token", await xena.client.token()).token;
  is("an editor writes", (await api(hers)).status, 201);
  data("becomes a member", await will.client.organization.updateMemberRole({ memberId: member.id, role: "member", organizationId: museum.id }));
  is("counts from the next request", (await api(hers)).body.code, "ACCESS_ROLE_REQUIRED");
  data("is removed", await will.client.organization.removeMember({ memberIdOrEmail: xena.email, organizationId: museum.id }));
  yes("counts too", (await api(hers)).status >= 400);
  data("signs out", await will.client.signOut());
  is("a revoked session's token is dead", (await api(signed)).body.code, "AUTH_INVALID");
}
