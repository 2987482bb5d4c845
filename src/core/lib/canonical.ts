/** One text for one value, whatever the order of its keys, so that hashes mean something. */
import { hash } from "node:crypto";
import type { Runbook } from "#core/model";

/** JSON with sorted keys and without white space; keys whose value is undefined are left out, as JSON does. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner === null || typeof inner !== "object" || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  });
}

/** SHA-256, in hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return hash("sha256", content);
}

/** What an approval of a runbook is bound to: all of its content. */
export function runbookHash(runbook: Runbook): string {
  return sha256(canonicalJson(runbook));
}
