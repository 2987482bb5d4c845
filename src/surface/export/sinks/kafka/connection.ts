/** A producer. It does not mend itself: the follower closes it after a failure, and opens another one. */
import type { ProducerOptions } from "@platformatic/kafka";
import { readSecret } from "#core/lib";
import type { SinkConnection, SinkContext, SinkRecord } from "#core/model";
import { before, fitting } from "../common.ts";
import type { KafkaOptions } from "./index.ts";

type Options = ProducerOptions<string, string, string, string>;

/** A broker's default for a batch of messages (`message.max.bytes`) is 1,048,588; it counts what the protocol adds. */
const mostBytes = 900_000;
const longestCertificates = 1_048_576;

export async function openKafka(
  options: KafkaOptions,
  context: SinkContext,
  signal: AbortSignal,
): Promise<SinkConnection> {
  const { Producer, stringSerializers } = await import("@platformatic/kafka");
  const producer = new Producer<string, string, string, string>({
    ...(await connectionOptions(options, context)),
    serializers: stringSerializers,
  });
  signal.throwIfAborted();
  // What goes wrong is told by `send`; an event that nobody listens to would end the process.
  producer.on("error", () => undefined);
  const key = context.node;
  return {
    async write(records, until) {
      for (const batch of batches(fitting(records, mostBytes))) {
        const messages = batch.map(({ text }) => ({
          ...{ topic: options.topic, key, value: text },
          headers: { "content-type": "application/cloudevents+json" },
        }));
        await before(until, producer.send({ messages }));
      }
    },
    close: () => before(AbortSignal.timeout(1_000), producer.close(true)).catch(() => undefined),
  };
}

async function connectionOptions(options: KafkaOptions, context: SinkContext): Promise<Options> {
  const { brokers, timeout, createTopic, mechanism, user, passwordFile, passwordEnv, tls, caFile } = options;
  const password = await readSecret("password", { file: passwordFile, env: passwordEnv }, context);
  const ca = caFile === undefined ? undefined : await context.files.read(caFile, longestCertificates);
  return {
    clientId: `chiron-${context.node}`,
    bootstrapBrokers: [...brokers],
    // One after the other, and no repetition within the client: it could change their order. The follower repeats.
    acks: -1,
    maxInflights: 1,
    retries: 0,
    timeout,
    connectTimeout: timeout,
    requestTimeout: timeout,
    autocreateTopics: createTopic,
    ...(tls ? { tls: ca === undefined ? {} : { ca } } : {}),
    ...(mechanism === undefined || user === undefined
      ? {}
      : { sasl: { mechanism, username: user, password: password ?? "" } }),
  };
}

function* batches(records: readonly SinkRecord[]): Generator<readonly SinkRecord[]> {
  let batch: SinkRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    const own = Buffer.byteLength(record.text);
    if (batch.length > 0 && bytes + own > mostBytes) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(record);
    bytes += own;
  }
  if (batch.length > 0) yield batch;
}
