/** Whether a request was sent by somebody who knows the secret, told without saying how near a wrong one came. */
import { createHmac, timingSafeEqual } from "node:crypto";

export type SignatureAlgorithm = "sha256" | "sha512" | "sha1";

export function isSigned(
  body: Uint8Array,
  given: string,
  secret: string,
  { algorithm, encoding }: { readonly algorithm: SignatureAlgorithm; readonly encoding: "hex" | "base64" },
): boolean {
  const wanted = createHmac(algorithm, secret).update(body).digest();
  const sent = Buffer.from(given, encoding);
  return sent.length === wanted.length && timingSafeEqual(sent, wanted);
}

/** In a time that tells nothing but the length. */
export function isSameSecret(given: string, secret: string): boolean {
  const [sent, wanted] = [given, secret].map((text) => createHmac("sha256", "compared").update(text).digest());
  return sent !== undefined && wanted !== undefined && timingSafeEqual(sent, wanted);
}
