/**
 * What every probe over TLS asks for, and what it says of the certificate. One that is not accepted is an answer, and a
 * clear one: `certificateValid: false`, `certificateReason`, and until when it is, or was, good.
 */
import { z } from "zod";
import { messageOf, type ProbeAnswer, type Scalar } from "#core/model";
import type { Certificate, CertificateRefusal, Files, TlsOptions } from "#core/platform";

const dayMs = 86_400_000;
const maxAuthoritiesBytes = 4 * 1024 * 1024;

/** Options for a probe's own schema. */
export const tlsShape = {
  verifyCertificate: z
    .boolean()
    .default(true)
    .describe("Whether the certificate is checked: its chain, its host name and its dates"),
  caFile: z.string().min(1).max(4_096).optional().meta({
    path: true,
    description: "Certificates (PEM) of the authorities to trust in place of the machine's own",
  }),
  serverName: z
    .string()
    .min(1)
    .max(253)
    .optional()
    .describe("The name that the certificate must be for, where it is not the host that is connected to"),
};

interface TlsAsked {
  readonly verifyCertificate: boolean;
  readonly caFile?: string | undefined;
  readonly serverName?: string | undefined;
}

/** The file is read each time, so that it can be replaced without a restart. */
export async function tlsOptionsOf(asked: TlsAsked, files: Files): Promise<TlsOptions> {
  const { verifyCertificate, caFile, serverName } = asked;
  return {
    verifyCertificate,
    ...(caFile === undefined ? {} : { authorities: await files.read(caFile, maxAuthoritiesBytes) }),
    ...(serverName === undefined ? {} : { serverName }),
  };
}

/** `certificateValid` is left out where nobody looked. */
export function certificateValues(
  certificate: Certificate | undefined,
  verified: boolean,
  now: number,
): Readonly<Record<string, Scalar>> {
  if (certificate === undefined) return {};
  const certificateDaysLeft = Math.floor((certificate.expiresAt - now) / dayMs);
  return verified ? { certificateValid: true, certificateDaysLeft } : { certificateDaysLeft };
}

/** The answer that such an error is; undefined when the error is another one. */
export function answerOfRefusal(error: unknown, now: number): ProbeAnswer | undefined {
  if (!isCertificateRefusal(error)) return undefined;
  const values = {
    serving: false,
    ...certificateValues(error.certificate, true, now),
    certificateValid: false,
    certificateReason: error.fault,
  };
  return { available: true, values, error: messageOf(error) };
}

function isCertificateRefusal(error: unknown): error is CertificateRefusal {
  return error instanceof Error && "fault" in error && "certificate" in error;
}
