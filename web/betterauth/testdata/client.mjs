// What the scripts share: a browser's cookie jar around the unmodified client, mails, and assertions that go on.
import { createAuthClient } from "better-auth/client";
import { organizationClient, adminClient, twoFactorClient, jwtClient, multiSessionClient } from "better-auth/client/plugins";
import { apiKeyClient } from "@better-auth/api-key/client";
import { passkeyClient } from "@better-auth/passkey/client";

export const base = process.env.GATEHOUSE_URL;
export const password = "a very different staple horse";

let failures = 0;
let passed = 0;

export function is(what, got, want) {
  if (JSON.stringify(got) === JSON.stringify(want)) {
    passed++;
    return;
  }
  failures++;
  console.log(`FAILED ${what}: got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
}

export const yes = (what, truth) => is(what, !!truth, true);

// data fails when a call was refused and gives back what it answered.
export function data(what, answer) {
  if (answer.error) {
    failures++;
    console.log(`FAILED ${what}: refused with ${JSON.stringify(answer.error)}`);
    return {};
  }
  passed++;
  return answer.data;
}

// refused fails unless a call was refused with exactly this status, and this code when one is named.
export function refused(what, answer, status, code) {
  is(what, answer.error ? { status: answer.error.status, code: answer.error.code } : "success", { status, code });
}

export function report() {
  console.log(`${passed} held, ${failures} failed`);
  process.exit(failures ? 1 : 0);
}

// Browser is a client that keeps cookies and sends what a browser sends. It remembers the headers of the last answer.
export class Browser {
  constructor(options = {}) {
    this.jar = new Map();
    this.origin = "origin" in options ? options.origin : base;
    this.bearer = options.bearer;
    this.key = options.key;
    this.client = createAuthClient({
      baseURL: base,
      basePath: "/auth",
      plugins: [
        organizationClient({ teams: { enabled: true } }),
        adminClient(),
        twoFactorClient(),
        apiKeyClient(),
        jwtClient(),
        multiSessionClient(),
        passkeyClient(),
      ],
      fetchOptions: { customFetchImpl: (url, init) => this.fetch(url, init) },
    });
  }

  async fetch(url, init = {}) {
    const headers = new Headers(init.headers);
    if (this.jar.size && !this.bearer) headers.set("cookie", [...this.jar].map(([name, value]) => `${name}=${value}`).join("; "));
    if (this.bearer) headers.set("authorization", `Bearer ${this.bearer}`);
    if (this.key) headers.set("x-api-key", this.key);
    if (this.origin) headers.set("origin", this.origin);
    const answer = await fetch(url, { ...init, headers, redirect: "manual" });
    this.headers = answer.headers;
    this.set = {};
    for (const line of answer.headers.getSetCookie()) {
      const [pair, ...attributes] = line.split("; ");
      const [name, value] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
      this.set[name] = { value, attributes };
      if (attributes.includes("Max-Age=0")) this.jar.delete(name);
      else this.jar.set(name, value);
    }
    return answer;
  }

  // raw calls an address without the client: {status, body, headers}.
  async raw(method, path, body, headers = {}) {
    const init = { method, headers: { ...headers } };
    if (body !== undefined) {
      init.body = typeof body === "string" ? body : JSON.stringify(body);
      if (!Object.keys(headers).some((h) => h.toLowerCase() === "content-type")) init.headers["content-type"] = "application/json";
    }
    const answer = await this.fetch(path.startsWith("http") ? path : base + path, init);
    const text = await answer.text();
    let parsed = text;
    try {
      parsed = JSON.parse(text);
    } catch {}
    return { status: answer.status, body: parsed, headers: answer.headers };
  }
}

// signedUp is a browser with a new account in it.
export async function signedUp(name, email) {
  const browser = new Browser();
  const answer = data(`sign up ${email}`, await browser.client.signUp.email({ name, email, password }));
  browser.user = answer.user;
  browser.email = email;
  return browser;
}

// verified is signedUp with a proven address.
export async function verified(name, email) {
  const browser = await signedUp(name, email);
  const token = await mailed(email, "verify-email");
  is(`verify ${email}`, (await browser.raw("GET", `/auth/verify-email?token=${token}`)).status, 200);
  return browser;
}

// mail waits for the newest mail to an address whose text holds a word.
export async function mail(to, word) {
  for (let i = 0; i < 200; i++) {
    const answer = await fetch(`${process.env.GATEHOUSE_MAILS}?to=${encodeURIComponent(to)}&word=${encodeURIComponent(word)}`);
    if (answer.status === 200) return await answer.text();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no mail to ${to} about ${word}`);
}

// mailed is the token in the link of such a mail.
export async function mailed(to, word) {
  return new URL((await mail(to, word)).match(/https?:\S+/)[0]).searchParams.get("token");
}
