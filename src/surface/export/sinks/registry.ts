/** Every sink there is, by name: one folder each, named like the sink. Their clients are loaded when they are opened. */
import type { Sink } from "#core/model";
import { jsonl } from "./jsonl/index.ts";
import { kafka } from "./kafka/index.ts";
import { nats } from "./nats/index.ts";

export const sinks: ReadonlyMap<string, Sink> = new Map([jsonl, kafka, nats].map((sink) => [sink.name, sink]));
