/**
 * What lies in the folder of the built Workbench. A request only ever chooses among the names that were read here; none is made a path of.
 */
import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { extname, join } from "node:path";

export type Coding = "br" | "gzip" | "identity";

export interface BuiltFile {
  readonly type: string;
  /** Where each of its codings lies. */
  readonly codings: ReadonlyMap<Coding, string>;
}

export interface Listing {
  /** Changes when the Workbench is built anew. */
  readonly mark: string;
  readonly files: ReadonlyMap<string, BuiltFile>;
  readonly assets: ReadonlyMap<string, BuiltFile>;
}

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml; charset=utf-8",
  ".webmanifest": "application/manifest+json; charset=utf-8",
  ".woff2": "font/woff2",
};

/** As a compressor leaves them beside the file itself. */
const beside: readonly (readonly [Coding, string])[] = [
  ["br", ".br"],
  ["gzip", ".gz"],
];

export async function readListing(folder: string, mark: string): Promise<Listing> {
  const [files, assets] = await Promise.all([filesIn(folder), filesIn(join(folder, "assets"))]);
  return { mark, files, assets };
}

/** Empty where there is none. A build replaces the document and what lies in `assets`. */
export async function markOf(folder: string): Promise<string> {
  const marks = await Promise.all(
    [join(folder, "index.html"), join(folder, "assets")].map((path) =>
      stat(path).then(({ ino, size, mtimeMs }) => `${ino}:${size}:${mtimeMs}`, absent("")),
    ),
  );
  return marks[0] === "" ? "" : marks.join(" ");
}

async function filesIn(folder: string): Promise<ReadonlyMap<string, BuiltFile>> {
  const entries: readonly Dirent[] = await readdir(folder, { withFileTypes: true }).catch(absent([]));
  // A link leads elsewhere: it is not listed.
  const names = new Set(entries.filter((entry) => entry.isFile()).map(({ name }) => name));
  const found = new Map<string, BuiltFile>();
  for (const name of names) {
    const type = types[extname(name)];
    if (type === undefined) continue;
    const codings = new Map<Coding, string>([["identity", join(folder, name)]]);
    for (const [coding, ending] of beside)
      if (names.has(name + ending)) codings.set(coding, join(folder, name + ending));
    found.set(name, { type, codings });
  }
  return found;
}

function absent<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return instead;
    throw error;
  };
}
