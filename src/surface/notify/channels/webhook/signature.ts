/**
 * `X-Chiron-Signature: sha256=<HMAC in hex>` over the timestamp, a dot and the body exactly as sent. The timestamp (seconds since
 * the epoch) is signed too, so that a receiver can refuse what somebody recorded and sends again later.
 */
import { createHmac } from "node:crypto";

export function signatureOf(secret: string, body: string, nowMs: number): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(nowMs / 1_000));
  const code = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
  return { "x-chiron-timestamp": timestamp, "x-chiron-signature": `sha256=${code}` };
}
