/** When credentials expire, by what they say of themselves. */
import { certificateExpiry, valueAtPointer } from "#core/lib";
import { readTimestamp } from "../../probes/timestamp.ts";

const usualPlaces = ["/expires_at", "/expiresAt", "/expiry", "/expires", "/exp"];
/** RFC 7519: header, claims and signature in base64url. */
const token = /^[\w-]+\.([\w-]+)\.[\w-]*$/;

/** Milliseconds since the epoch; undefined when it is not said. */
export function expiryOf(text: string, pointer: string | undefined): number | undefined {
  if (text.includes("-----BEGIN CERTIFICATE-----")) return certificateExpiry(text);
  const claims = token.exec(text.trim())?.[1];
  const document = parsed(claims === undefined ? text : Buffer.from(claims, "base64url").toString());
  if (document === null || typeof document !== "object") return undefined;
  for (const place of pointer === undefined ? usualPlaces : [pointer]) {
    const value = valueAtPointer(document, place);
    const at = typeof value === "string" || typeof value === "number" ? readTimestamp(value) : undefined;
    if (at !== undefined) return at;
  }
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
