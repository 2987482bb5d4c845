/**
 * Parsers of Go and of the shell, which come inside formatters as WebAssembly of TinyGo. Its memory is never given back, and a trap (a file
 * nested deeper than its small stack) leaves it spoilt: so an instance lives only so long, and a trap ends it.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const BYTES_PER_INSTANCE = 16 << 20;

/** Undefined: it trapped, and says nothing about the text. */
export type Format<Options extends unknown[]> = (text: string, ...options: Options) => string | undefined;

/** `binding` is the package's own glue between strings and memory. */
export function renewed<Options extends unknown[]>(
  file: string,
  binding: (exports: WebAssembly.Exports, text: string, ...options: Options) => string,
): Format<Options> {
  const module = new WebAssembly.Module(readFileSync(createRequire(import.meta.url).resolve(file)));
  let exports: WebAssembly.Exports | undefined;
  let bytes = 0;
  const attempt = (text: string, options: Options): string | undefined => {
    if (exports === undefined || bytes > BYTES_PER_INSTANCE) {
      exports = new WebAssembly.Instance(module).exports;
      (exports._initialize as () => void)();
      bytes = 0;
    }
    bytes += text.length;
    try {
      return binding(exports, text, ...options);
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError) && !(error instanceof RangeError)) throw error;
      exports = undefined;
      return undefined;
    }
  };
  // Once more in a fresh one: the trap may have been an earlier text's doing.
  return (text, ...options) => attempt(text, options) ?? attempt(text, options);
}
