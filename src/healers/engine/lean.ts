/** What keeps the engine small that flags of V8 do not (those are in #healers/mutual, which starts it). */
import { registerHooks } from "node:module";

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
