/** Made up for one decision: sent a second time, it is refused. Works where the page was not loaded by TLS, too. */
export function nonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
