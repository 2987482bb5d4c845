/** What of WebAssembly is used here; the compiler's own declarations of it come with those of a browser. */
declare namespace WebAssembly {
  type Exports = Readonly<Record<string, unknown>>;
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module);
    readonly exports: Exports;
  }
  class RuntimeError extends Error {}
}

declare module "@wasm-fmt/gofmt/gofmt_binding.js" {
  export function format(exports: WebAssembly.Exports, text: string): string;
}

declare module "@wasm-fmt/shfmt/shfmt_binding.js" {
  export function format(exports: WebAssembly.Exports, text: string, path: string): string;
}
