/**
 * A set of keys, as its owner declares where it stands: the first column of a SELECT on a SQLite database, or a list or map in JSON that a
 * file holds or an address answers. A source that cannot be read has no keys: not none, but no answer.
 */
import { z } from "zod";
import { messageOf } from "#core/model";
import type { Files, Network, Sqlite } from "#core/platform";
import { jsonPointer, valueAtPointer } from "./json-pointer.ts";
import { sqliteQuery } from "./sqlite-query.ts";

const mostKeys = 10_000;
const maxJsonBytes = 4 * 1024 * 1024;
const longestKey = 200;

const path = z.string().min(1).max(4_096).meta({ path: true, description: "The file" });
const inJson = {
  at: jsonPointer.default("").describe("Where in the JSON the list or map stands; default: it is the whole"),
  key: jsonPointer.optional().describe("Where in each entry of a list the key stands; default: the entry is the key"),
};

export const keySource = z.union([
  z.strictObject({ sqlite: path, query: sqliteQuery.describe("One SELECT; its first column are the keys") }),
  z.strictObject({ json: path, ...inJson }),
  z.strictObject({
    http: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .describe("What to ask"),
    headers: z.record(z.string(), z.string().max(8_000)).optional().describe("Headers to send"),
    ...inJson,
  }),
]);
type KeySource = z.output<typeof keySource>;

export interface KeyMeans {
  readonly files: Files;
  readonly network: Network;
  readonly sqlite: Sqlite;
  readonly signal: AbortSignal;
}

/** Throws, with a reason, whatever keeps it from knowing all of them. */
export async function readKeys(source: KeySource, context: KeyMeans): Promise<ReadonlySet<string>> {
  if ("sqlite" in source) {
    const found = await context.sqlite.rows(
      { path: source.sqlite, query: source.query, maxRows: mostKeys },
      context.signal,
    );
    if (found.kind !== "rows") throw new Error(found.reason);
    return new Set(found.rows.map(([key]) => textOf(key)));
  }
  if ("json" in source) return keysIn(await context.files.read(source.json, maxJsonBytes), source, source.json);
  const { http: url, headers } = source;
  const asked = { method: "GET", url, signal: context.signal, maxBodyBytes: maxJsonBytes };
  const { status, body, truncated } = await context.network.http(headers === undefined ? asked : { ...asked, headers });
  if (status >= 300) throw new Error(`${url} answers with status ${status}`);
  if (truncated) throw new Error(`${url} answers with more than ${maxJsonBytes} bytes`);
  return keysIn(body, source, url);
}

function keysIn(
  text: string,
  { at, key }: { readonly at: string; readonly key?: string | undefined },
  where: string,
): ReadonlySet<string> {
  let whole: unknown;
  try {
    whole = JSON.parse(text);
  } catch (error) {
    throw new Error(`${where} is not JSON: ${messageOf(error)}`);
  }
  const found = valueAtPointer(whole, at);
  if (typeof found !== "object" || found === null)
    throw new Error(`there is no list or map at ${JSON.stringify(at)} of ${where}`);
  const keys = Array.isArray(found)
    ? found.map((entry) => (key === undefined ? entry : valueAtPointer(entry, key)))
    : Object.keys(found);
  if (keys.length > mostKeys) throw new Error(`${where} has more than ${mostKeys} keys`);
  return new Set(keys.map(textOf));
}

function textOf(key: unknown): string {
  if ((typeof key !== "string" && typeof key !== "number") || key === "")
    throw new Error(`${JSON.stringify(key)} is no key`);
  const text = String(key);
  if (text.length > longestKey) throw new Error(`a key is longer than ${longestKey} characters`);
  return text;
}
