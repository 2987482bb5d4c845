/** Why a connection or an answer could not be had. Probes show the message; code branches on the reason. */
import type { Certificate, CertificateFault, CertificateRefusal } from "../../index.ts";

type NetworkTrouble = "unresolved" | "refused" | "unreachable" | "closed" | "certificate" | "protocol" | "failed";

export class NetworkError extends Error {
  readonly reason: NetworkTrouble;

  constructor(reason: NetworkTrouble, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "NetworkError";
    this.reason = reason;
  }
}

export class CertificateError extends NetworkError implements CertificateRefusal {
  override readonly reason = "certificate";
  readonly fault: CertificateFault;
  readonly certificate: Certificate;

  constructor(fault: CertificateFault, message: string, certificate: Certificate) {
    super("certificate", message);
    this.fault = fault;
    this.certificate = certificate;
  }
}

const reasons: Readonly<Record<string, readonly [NetworkTrouble, string]>> = {
  ENOTFOUND: ["unresolved", "the host name is not known"],
  EAI_AGAIN: ["unresolved", "the host name cannot be looked up at the moment"],
  ECONNREFUSED: ["refused", "connection refused"],
  ENOENT: ["refused", "there is no such socket"],
  EACCES: ["refused", "permission denied"],
  EHOSTUNREACH: ["unreachable", "the host cannot be reached"],
  ENETUNREACH: ["unreachable", "the network cannot be reached"],
  ETIMEDOUT: ["unreachable", "no answer to the attempt to connect"],
  ECONNRESET: ["closed", "the connection was reset"],
  EPIPE: ["closed", "the connection was closed"],
  EMFILE: ["failed", "this process has too many open files"],
};

/** In words with the peer's name, whatever the socket threw. */
export function networkError(error: unknown, peer: string): NetworkError {
  if (error instanceof NetworkError) return error;
  // A host with several addresses gives one error for each; the first says enough.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code = first instanceof Error && "code" in first ? String(first.code) : "";
  const known = reasons[code];
  if (known !== undefined) return new NetworkError(known[0], `${known[1]}: ${peer}`, { cause: error });
  // Node adds advice for its own command line after a semicolon.
  const message =
    first instanceof Error && first.message !== "" ? first.message.replace(/; if the root CA .*/, "") : String(first);
  // What is wrong with a certificate is said by certificate.ts; here is what keeps two sides from encrypting at all.
  const reason = /^(CERT_|ERR_TLS_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_|INVALID_CA)/.test(code)
    ? "certificate"
    : "failed";
  return new NetworkError(reason, `${message}: ${peer}`, { cause: error });
}
