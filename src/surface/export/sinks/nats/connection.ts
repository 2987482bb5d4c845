/** A connection to JetStream. It does not mend itself: the follower closes it after a failure, and opens another one. */
import type { JetStreamClient } from "@nats-io/jetstream";
import type { NatsConnection, NodeConnectionOptions } from "@nats-io/transport-node";
import { readSecret } from "#core/lib";
import type { SinkConnection, SinkContext, SinkRecord } from "#core/model";
import { before, fitting } from "../common.ts";
import type { NatsOptions } from "./index.ts";

type Client = typeof import("@nats-io/transport-node");
type JetStream = typeof import("@nats-io/jetstream");

/** What subject and headers take of the server's limit for one message, at most. */
const headRoomBytes = 1_024;
const longestCredentials = 65_536;

export async function openNats(
  options: NatsOptions,
  context: SinkContext,
  signal: AbortSignal,
): Promise<SinkConnection> {
  const [client, jetstream] = await Promise.all([import("@nats-io/transport-node"), import("@nats-io/jetstream")]);
  const wanted = await connectionOptions(client, options, context);
  const connecting = client.connect(wanted);
  // Where it comes too late, nobody would close it.
  connecting.then((late) => (signal.aborted ? late.close() : undefined)).catch(() => undefined);
  const connection = await before(signal, connecting);
  try {
    await before(signal, ensureStream(jetstream, connection, options));
  } catch (error) {
    void connection.close().catch(() => undefined);
    throw error;
  }
  const publisher = jetstream.jetstream(connection, { timeout: options.timeout });
  const mostBytes = (connection.info?.max_payload ?? 1_048_576) - headRoomBytes;
  return {
    write: (records, until) => publishAll(publisher, options.subject, fitting(records, mostBytes), until),
    close: () => before(AbortSignal.timeout(1_000), connection.close()).catch(() => undefined),
  };
}

async function connectionOptions(
  client: Client,
  options: NatsOptions,
  context: SinkContext,
): Promise<NodeConnectionOptions> {
  const { user, tokenFile, tokenEnv, passwordFile, passwordEnv, credentialsFile, caFile } = options;
  const pass = await readSecret("password", { file: passwordFile, env: passwordEnv }, context);
  const token = await readSecret("token", { file: tokenFile, env: tokenEnv }, context);
  const credentials =
    credentialsFile === undefined ? undefined : await context.files.read(credentialsFile, longestCredentials);
  return {
    servers: [...options.servers],
    name: `chiron ${context.node}`,
    timeout: options.timeout,
    reconnect: false,
    ignoreClusterUpdates: true,
    ...(user === undefined ? {} : { user }),
    ...(pass === undefined ? {} : { pass }),
    ...(token === undefined ? {} : { token }),
    ...(credentials === undefined
      ? {}
      : { authenticator: client.credsAuthenticator(new TextEncoder().encode(credentials)) }),
    ...(caFile === undefined ? {} : { tls: { caFile } }),
  };
}

/** A stream that somebody made for the subject is left as it is. */
async function ensureStream({ jetstreamManager }: JetStream, connection: NatsConnection, options: NatsOptions) {
  const manager = await jetstreamManager(connection, { timeout: options.timeout });
  const subjects = `${options.subject}.>`;
  const taking = await manager.streams.names(subjects).next();
  if (taking.length > 0) return;
  await manager.streams.add({ name: options.stream, subjects: [subjects], num_replicas: options.replicas });
}

/** One after the other: were several under way and one of them refused, those behind it would stand before it. */
async function publishAll(
  publisher: JetStreamClient,
  subject: string,
  records: readonly SinkRecord[],
  signal: AbortSignal,
): Promise<void> {
  for (const { type, text, id } of records) {
    await before(signal, publisher.publish(`${subject}.${type}`, text, { msgID: id }));
  }
}
