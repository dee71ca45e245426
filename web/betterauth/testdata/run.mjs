// Drives the npm better-auth client through a running server: node run.mjs core organization …
import { report } from "./client.mjs";

for (const part of process.argv.slice(2)) {
  await (await import(`./${part}.mjs`)).default();
}
report();
