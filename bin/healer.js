// Starts one of the three processes: `node FLAGS bin/healer.js engine|mender|watchdog WORDS`. Chiron itself calls it, and nobody else has to.
import module from "node:module";

const entries = {
  engine: () => import("../src/healers/engine/main.ts"),
  mender: () => import("../src/healers/mender/main.ts"),
  watchdog: () => import("../src/healers/watchdog/main.ts"),
};
const [role, ...words] = process.argv.slice(2);
if (!Object.hasOwn(entries, role)) throw new Error(`there is no healer ${role}`);
const caches = process.env.XDG_CACHE_HOME || (process.env.HOME && `${process.env.HOME}/.cache`);
// Without it each of them would load the compiler that takes the types away, which is larger than all the rest.
if (caches) module.enableCompileCache(`${caches}/chiron`);
const { main } = await entries[role]();
await main(words);
