/**
 * Settings of V8 for a process that mostly waits and must stay small: no optimising compilers, whose code and threads cost about 11 MB
 * and save a sixth of a busy engine's processor time (docs/adr/0009), and a young generation that does not grow. Bytecode that was not
 * used for a while is kept: it would have to be made again just when something is down.
 */
import { registerHooks } from "node:module";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const flags = ["--no-opt", "--no-maglev", "--optimize-for-size", "--semi-space-growth-factor=1", "--no-flush-bytecode"];

/** They hold from the moment they are set, so this runs before the engine is loaded. */
export function stayLean(): void {
  for (const flag of flags) setFlagsFromString(flag);
}

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
