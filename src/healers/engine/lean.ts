/** What keeps the engine small that flags of V8 do not (those are in #healers/mutual, which starts it). */
import { registerHooks } from "node:module";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * zod brings its messages in 60 languages, and no way in past them; they cost 2.5 MB. English, which it uses unless told otherwise, stands
 * for all of them while the engine is loaded.
 */
export async function loadInEnglish<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      return found.url.endsWith("/zod/v4/locales/index.js")
        ? { ...found, url: new URL("en.js", found.url).href }
        : found;
    },
  });
  try {
    return await load();
  } finally {
    hooks.deregister();
  }
}

/** Gives back what only the start needed, about 3 MB; takes some 30 ms, so it runs before the engine says that it is ready. */
export function shedStartup(): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as (options: object) => void;
  collect({ type: "major", execution: "sync", flavor: "last-resort" });
}
