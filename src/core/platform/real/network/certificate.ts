/**
 * Looks at the certificate that a server showed. TLS connections are opened without Node's own verdict, which knows one
 * reason at a time and then hides the certificate: what is wrong, and until when it is good, is to be told together.
 */
import type { TLSSocket } from "node:tls";
import type { Certificate, CertificateFault } from "../../index.ts";
import { CertificateError, NetworkError } from "./errors.ts";

/** What OpenSSL finds wrong with the chain, in words; other codes are said as they are. */
const chainFaults: Readonly<Record<string, readonly [CertificateFault, string]>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: ["self_signed", "self-signed certificate"],
  SELF_SIGNED_CERT_IN_CHAIN: ["untrusted", "the authority at the end of its chain is not trusted"],
  UNABLE_TO_GET_ISSUER_CERT: ["untrusted", "the issuer of the certificate is not known"],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ["untrusted", "the issuer of the certificate is not known"],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ["untrusted", "the issuer of the certificate is not known"],
  CERT_HAS_EXPIRED: ["untrusted", "a certificate in its chain has expired"],
  CERT_NOT_YET_VALID: ["untrusted", "a certificate in its chain is not valid yet"],
  CERT_REVOKED: ["untrusted", "the certificate was revoked"],
};
const dates = new Set(["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"]);

/** Of a socket whose handshake is over. Throws a CertificateError, with all that is wrong, unless it is accepted or not to be checked. */
export function acceptCertificate(
  socket: TLSSocket,
  expected: { readonly name: string; readonly peer: string; readonly verify: boolean },
): Certificate | undefined {
  const shown = socket.getPeerCertificate();
  if (shown.valid_to === undefined) {
    if (!expected.verify) return undefined;
    throw new NetworkError("certificate", `no certificate was shown: ${expected.peer}`);
  }
  const certificate = { startsAt: Date.parse(shown.valid_from), expiresAt: Date.parse(shown.valid_to) };
  if (!expected.verify) return certificate;
  const { checkServerIdentity } = process.getBuiltinModule("node:tls");
  const wrongName = checkServerIdentity(expected.name, shown);
  const faults = [...dateFaults(certificate), ...(wrongName === undefined ? [] : [nameFault(wrongName)])];
  faults.push(...chainFault(socket, faults));
  const [first] = faults;
  if (first === undefined) return certificate;
  const said = faults.map(([, text]) => text).join("; ");
  throw new CertificateError(first[0], `${said}: ${expected.peer}`, certificate);
}

type Fault = readonly [CertificateFault, string];

function dateFaults({ startsAt, expiresAt }: Certificate): Fault[] {
  const now = Date.now();
  if (expiresAt < now) return [["expired", `the certificate expired on ${new Date(expiresAt).toISOString()}`]];
  if (startsAt > now) return [["not_yet_valid", `the certificate is valid from ${new Date(startsAt).toISOString()}`]];
  return [];
}

function nameFault(error: Error): Fault {
  return ["wrong_name", error.message.slice(0, 300)];
}

function chainFault(socket: TLSSocket, known: readonly Fault[]): Fault[] {
  const error: unknown = socket.authorizationError;
  // Node's types say Error; what it holds is mostly the code.
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  if (socket.authorized || code === "ERR_TLS_CERT_ALTNAME_INVALID") return [];
  const isOwnDate = dates.has(code) && known.some(([fault]) => fault === "expired" || fault === "not_yet_valid");
  return isOwnDate ? [] : [chainFaults[code] ?? ["untrusted", `the certificate is not accepted (${code})`]];
}
