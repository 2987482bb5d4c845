/** The built Workbench, answered out of its folder: one document for all pages, and the files that it loads. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { IncomingHttpHeaders } from "node:http";
import { ChironError } from "#core/model";
import type { Answer } from "../routes/index.ts";
import type { PageAddress } from "./address.ts";
import { codingFor } from "./coding.ts";
import { type BuiltFile, type Listing, markOf, readListing } from "./listing.ts";

/** Nothing runs, loads or is sent to but what this engine itself serves. */
const documentHeaders = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
} as const;

/** What is kept is asked for again each time, and only sent when it has changed. */
const askedAgain = "no-cache";
const keptForGood = "public, max-age=31536000, immutable";

const notBuilt =
  "The Workbench is not built here.\n\nRun `npm run build` in the folder that Chiron runs from, and load this page again; the engine need not be started anew.\nMeanwhile `chiron status` says how things are, and the API answers below /v1 (see /openapi.json).\n";

export class Workbench {
  readonly #folder: string;
  #listing: Listing | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Throws `not_found`. */
  async answer(address: PageAddress, headers: IncomingHttpHeaders): Promise<Answer> {
    const listing = await this.#read();
    if (address.kind === "asset") {
      const cache = { "cache-control": keptForGood };
      return answerFile(found(listing?.assets, address.name), headers, cache);
    }
    if (address.kind === "file") {
      const cache = { "cache-control": askedAgain };
      return answerFile(found(listing?.files, address.name), headers, cache);
    }
    const document = listing?.files.get("index.html");
    if (document === undefined) return { status: 404, text: notBuilt, type: "text/plain; charset=utf-8" };
    return answerFile(document, headers, { "cache-control": askedAgain, ...documentHeaders });
  }

  async #read(): Promise<Listing | undefined> {
    const mark = await markOf(this.#folder);
    if (mark === "") this.#listing = undefined;
    else if (this.#listing?.mark !== mark) this.#listing = await readListing(this.#folder, mark);
    return this.#listing;
  }
}

function found(files: ReadonlyMap<string, BuiltFile> | undefined, name: string): BuiltFile {
  const file = files?.get(name);
  if (file !== undefined) return file;
  throw new ChironError("not_found", `the Workbench has no file ${name}`, {
    help: "It may have been built anew: load the page again.",
  });
}

async function answerFile(
  { type, codings }: BuiltFile,
  asked: IncomingHttpHeaders,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const coding = codingFor(asked["accept-encoding"], codings);
  const path = codings.get(coding) ?? "";
  const bytes = await readFile(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    // Built anew between the look and the read.
    throw new ChironError("not_found", "this file of the Workbench was just replaced", { help: "Load it again." });
  });
  const etag = `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`;
  const sent = { ...headers, etag, vary: "accept-encoding" };
  // Also in a list, or weakened by a proxy on the way.
  if (asked["if-none-match"]?.includes(etag)) return { hijack: (response) => void response.writeHead(304, sent).end() };
  return { bytes, type, headers: coding === "identity" ? sent : { ...sent, "content-encoding": coding } };
}
