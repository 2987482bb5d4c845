/** What the server's codes, and those of TLS, mean for a reading. */
import { messageOf } from "#core/model";
import type { CertificateFault } from "#core/platform";
import { Refused } from "../server.ts";

const refusals: Readonly<Record<string, string>> = {
  "28P01": "credentials",
  "28000": "credentials",
  "53300": "too_many_connections",
  "57P03": "starting",
  "3D000": "no_database",
};

const certificateFaults: Readonly<Record<string, CertificateFault>> = {
  CERT_HAS_EXPIRED: "expired",
  CERT_NOT_YET_VALID: "not_yet_valid",
  ERR_TLS_CERT_ALTNAME_INVALID: "wrong_name",
  DEPTH_ZERO_SELF_SIGNED_CERT: "self_signed",
  SELF_SIGNED_CERT_IN_CHAIN: "untrusted",
  UNABLE_TO_GET_ISSUER_CERT: "untrusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "untrusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "untrusted",
};

/** `Refused` where the server itself said no; a certificate's refusal; else the error, in words. */
export function refusalOf(error: unknown): Error {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const message = messageOf(error);
  const fault = certificateFaults[code];
  if (fault !== undefined) {
    return Object.assign(new Error(message.slice(0, 300)), { reason: "certificate", fault, certificate: undefined });
  }
  if (/client password must be a non-empty string/.test(message)) {
    return new Refused("credentials", "it asks for a password, and none is configured");
  }
  if (/^[0-9A-Z]{5}$/.test(code)) {
    return new Refused(
      refusals[code] ?? code.toLowerCase(),
      `it says ${JSON.stringify(message.slice(0, 200))} (${code})`,
    );
  }
  // Of a name with several addresses there are several errors, and no word of them all.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return new Error(messageOf(first));
}
