/** One session with a mail server, and what its answers mean. */
import type { NodemailerError } from "nodemailer";
import { type Delivery, messageOf } from "#core/model";
import { oneLineOf } from "../answer.ts";

export interface Submission {
  readonly host: string;
  readonly port: number;
  readonly tls: "starttls" | "implicit" | "none";
  /** PEM. */
  readonly extraCertificates: string | undefined;
  readonly login: { readonly user: string; readonly pass: string } | undefined;
  readonly timeoutMs: number;
  readonly envelope: { readonly from: string; readonly to: string[] };
  readonly mail: Buffer;
  readonly signal: AbortSignal;
}

/** Until the envelope begins, nothing can have arrived. */
type Phase = "connecting" | "sending";

/** Resolves in any case, and leaves no connection behind. */
export async function deliver(submission: Submission): Promise<Delivery> {
  const { host, port, tls, login, envelope, mail, signal } = submission;
  const { default: SMTPConnection } = await import("nodemailer/lib/smtp-connection");
  signal.throwIfAborted();
  const connection = new SMTPConnection({
    host,
    port,
    secure: tls === "implicit",
    requireTLS: tls === "starttls",
    ignoreTLS: tls === "none",
    tls: { rejectUnauthorized: true, minVersion: "TLSv1.2", ...trust(submission.extraCertificates) },
    connectionTimeout: submission.timeoutMs,
    greetingTimeout: submission.timeoutMs,
    socketTimeout: submission.timeoutMs,
    socketCloseTimeout: 0,
  });
  let phase: Phase = "connecting";
  const broken = new Promise<never>((_, reject) => {
    connection.on("error", reject);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  broken.catch(() => undefined);
  const step = <T>(begin: (done: (error?: Error | null, result?: T) => void) => void) =>
    Promise.race([
      broken,
      new Promise<T | undefined>((resolve, reject) =>
        begin((error, result) => (error ? reject(error) : resolve(result))),
      ),
    ]);
  try {
    await step<void>((done) => connection.connect(done));
    if (login !== undefined) await step((done) => connection.login({ credentials: { ...login } }, done));
    phase = "sending";
    const sent = await step<Sent>((done) => connection.send(envelope, mail, done));
    connection.quit();
    return delivered(sent, envelope.to.length);
  } catch (error) {
    return failed(error, phase);
  } finally {
    connection.close();
  }
}

type Sent = { readonly response: string; readonly rejected: readonly string[] };

/** Beside what this machine trusts already. TLS is loaded with the first mail, as it costs memory. */
function trust(extra: string | undefined) {
  if (extra === undefined) return {};
  return { ca: [...process.getBuiltinModule("node:tls").getCACertificates("default"), extra] };
}

function delivered(sent: Sent | undefined, recipients: number): Delivery {
  const refused = sent?.rejected.length ?? 0;
  const some = refused === 0 ? "" : `; refused for ${refused} of ${recipients}`;
  return { delivered: true, retryable: false, detail: `${oneLineOf(sent?.response ?? "")}${some}` };
}

/** Codes of 400 to 499 pass, those from 500 on do not (RFC 5321 §4.2.1). Without a code there was no answer at all. */
function failed(error: unknown, phase: Phase): Delivery {
  const { responseCode } = error as Partial<NodemailerError>;
  // Node adds advice for its own command line.
  const detail = oneLineOf(messageOf(error).replace(/; if the root CA .*/, ""));
  if (responseCode !== undefined) return { delivered: false, retryable: responseCode < 500, detail };
  return { delivered: false, retryable: true, detail, ...(phase === "sending" ? { unknown: true } : {}) };
}
