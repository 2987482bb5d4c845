/** What a certificate says of itself. */
import { X509Certificate } from "node:crypto";

/** Of the first certificate in a PEM text; undefined when it cannot be read. */
export function certificateExpiry(pem: string): number | undefined {
  try {
    return new X509Certificate(pem).validToDate.getTime();
  } catch {
    return undefined;
  }
}
