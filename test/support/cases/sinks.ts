/** The real other side of each sink, and how it fails. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { temporaryFolder } from "#core/platform/test";
import { startJetStream, startKafka } from "../servers.ts";

export interface SinkCounterpart {
  readonly options: Readonly<Record<string, unknown>>;
  /** Everything that it was given and still has, in its own order. */
  readonly taken: () => Promise<readonly string[]>;
  /** Its process, for those that have one: to be killed, or held. */
  readonly pid?: number;
  /** After it was killed: there again, with what is durable there. */
  readonly again?: () => Promise<SinkCounterpart>;
}

export interface SinkCase {
  readonly start: (t: TestContext) => Promise<SinkCounterpart>;
  /** The same records twice leave each of them there once. */
  readonly withoutDoubles: boolean;
  /** It keeps what it took when it is killed. */
  readonly keeps: boolean;
  readonly refused: readonly Readonly<Record<string, unknown>>[];
}

export const sinkCases: Readonly<Record<string, SinkCase>> = {
  jsonl: {
    withoutDoubles: false,
    keeps: true,
    refused: [{}, { file: "" }, { file: "x", keep: 0 }, { file: "x", maxSize: "much" }],
    async start(t) {
      const file = join(temporaryFolder(t), "events.jsonl");
      return { options: { file }, taken: async () => readFileSync(file, "utf8").split("\n").slice(0, -1) };
    },
  },
  nats: {
    withoutDoubles: true,
    keeps: true,
    refused: [
      {},
      { servers: [] },
      { servers: ["http://127.0.0.1"] },
      { servers: ["nats://user:word@127.0.0.1"] },
      { servers: ["nats://127.0.0.1"], subject: "a b" },
      { servers: ["nats://127.0.0.1"], subject: "chiron.>" },
    ],
    start: (t) => startNatsSide(t),
  },
  kafka: {
    withoutDoubles: false,
    keeps: false,
    refused: [
      {},
      { brokers: [] },
      { brokers: ["127.0.0.1"] },
      { brokers: ["127.0.0.1:9092"], topic: "a b" },
      { brokers: ["127.0.0.1:9092"], user: "anna" },
    ],
    start: (t) => startKafkaSide(t),
  },
};

async function startNatsSide(
  t: TestContext,
  standing: { readonly port?: number; readonly folder?: string } = {},
): Promise<SinkCounterpart> {
  const server = await startJetStream(t, standing);
  const { port, folder, pid } = server;
  return {
    options: { servers: [`nats://127.0.0.1:${port}`] },
    pid,
    taken: () => readStream(port, "CHIRON"),
    again: async () => {
      await server.stop();
      return startNatsSide(t, { port, folder });
    },
  };
}

/** All messages of a stream, by their place in it. */
export async function readStream(port: number, stream: string): Promise<readonly string[]> {
  const connection = await connect({ servers: [`nats://127.0.0.1:${port}`] });
  try {
    const manager = await jetstreamManager(connection);
    const { state } = await manager.streams.info(stream);
    const texts: string[] = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
      const message = await manager.streams.getMessage(stream, { seq });
      if (message !== null) texts.push(message.string());
    }
    return texts;
  } finally {
    await connection.close();
  }
}

async function startKafkaSide(t: TestContext): Promise<SinkCounterpart> {
  const broker = await startKafka(t, "chiron.events");
  return {
    options: { brokers: [`127.0.0.1:${broker.port}`] },
    pid: broker.pid,
    taken: async () => broker.values(),
    again: async () => {
      await broker.stop();
      return startKafkaSide(t);
    },
  };
}
