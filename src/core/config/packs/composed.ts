/** A source that was put together from others: each part remembers where it was written, so that problems are told there. */
import type { Path, Source } from "../source/index.ts";

export interface Origin {
  readonly source: Source;
  readonly path: Path;
  /** Parts that were written elsewhere than below `path`. */
  readonly parts?: ReadonlyMap<string | number, Origin>;
}

export function composedSource(value: unknown, origin: Origin): Source {
  return {
    file: origin.source.file,
    text: "",
    value,
    problem(path, message, options) {
      const { source, path: at } = trace(origin, path);
      return source.problem(at, message, options);
    },
  };
}

function trace(origin: Origin, path: Path): { readonly source: Source; readonly path: Path } {
  let here = origin;
  for (const [index, key] of path.entries()) {
    const part = here.parts?.get(key);
    // Something that was left out: its absence is told where it would stand.
    if (part === undefined) return { source: here.source, path: [...here.path, ...path.slice(index)] };
    here = part;
  }
  return here;
}
