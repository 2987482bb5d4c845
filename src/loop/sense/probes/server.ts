/**
 * What the probes of servers that one logs in to have in common: what they answer when they are refused. Values: `serving`,
 * `authenticated` (left out where it did not come to that), `refusal` (why not), `connectMs`, `latencyMs`.
 */
import { messageOf, type ProbeAnswer, type ProbeContext, type Scalar } from "#core/model";
import type { Address, Certificate, Conversation } from "#core/platform";
import { addressOf, hostOf, localPort } from "./endpoint.ts";
import { readSecret, type SecretPlace, withoutSecret } from "./secret.ts";
import { answerOfRefusal, certificateValues, tlsOptionsOf } from "./tls.ts";

/** The server answered, and does not let us in, or does not serve. */
export class Refused extends Error {
  readonly refusal: string;

  constructor(refusal: "credentials" | (string & {}), message: string) {
    super(message);
    this.name = "Refused";
    this.refusal = refusal;
  }
}

/** What a foreign server says, short enough for a message. */
export function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}

const silence = { serving: false };

/** What is the same for every probe that logs in to a server. */
export const loggedInTo = {
  defaults: { everyMs: 60_000, deadlineMs: 5_000 },
  silence,
  asksProcess: true,
  shareKey: (options: object) => JSON.stringify(options),
  hostOf,
  localPort,
};

interface Asked {
  readonly host: string;
  readonly port: number;
  readonly path?: string | undefined;
  readonly endpointFile?: string | undefined;
  readonly verifyCertificate: boolean;
  readonly caFile?: string | undefined;
  readonly serverName?: string | undefined;
}

export interface Visit<T> {
  readonly options: Asked;
  readonly secret: SecretPlace;
  readonly context: ProbeContext;
  /** Does all there is to do, and says how long the connection took. */
  readonly ask: (
    address: Address,
    secret: string | undefined,
  ) => Promise<{ readonly connectMs: number; readonly certificate: Certificate | undefined; readonly values: T }>;
}

export async function visit<T extends Readonly<Record<string, Scalar>>>(visiting: Visit<T>): Promise<ProbeAnswer> {
  const { options, context } = visiting;
  const { clock, files } = context;
  let secret: string | undefined;
  try {
    secret = await readSecret(visiting.secret, context);
  } catch (error) {
    return refusedAnswer(new Refused("credentials", `the secret cannot be read: ${messageOf(error)}`));
  }
  const startedAt = clock.monotonic();
  try {
    const { connectMs, certificate, values } = await visiting.ask(await addressOf(options, files), secret);
    const latencyMs = round(clock.monotonic() - startedAt);
    const shown = certificateValues(certificate, options.verifyCertificate, clock.now());
    return {
      available: true,
      values: { serving: true, authenticated: true, connectMs: round(connectMs), latencyMs, ...values, ...shown },
    };
  } catch (error) {
    const said = error instanceof Error ? withoutSecret(messageOf(error), secret) : String(error);
    if (error instanceof Refused) return refusedAnswer(new Refused(error.refusal, said));
    return answerOfRefusal(error, clock.now()) ?? { available: false, values: silence, error: said };
  }
}

function refusedAnswer({ refusal, message }: Refused): ProbeAnswer {
  const values = { serving: false, refusal, ...(refusal === "credentials" ? { authenticated: false as const } : null) };
  return { available: true, values, error: message };
}

/** Opens a conversation, lets `talk` have it, and closes it whatever happens. */
export async function conversing<T>(
  address: Address,
  options: Asked & { readonly tls: boolean },
  { clock, files, network, signal }: ProbeContext,
  talk: (conversation: Conversation) => Promise<T>,
): Promise<{ readonly connectMs: number; readonly certificate: Certificate | undefined; readonly values: T }> {
  const startedAt = clock.monotonic();
  const tls = options.tls ? { tls: await tlsOptionsOf(options, files) } : {};
  const conversation = await network.converse(address, { signal, ...tls });
  const connectMs = clock.monotonic() - startedAt;
  try {
    const values = await talk(conversation);
    return { connectMs, certificate: conversation.certificate, values };
  } finally {
    conversation.close();
  }
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
