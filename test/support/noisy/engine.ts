/** The whole engine, with a store on disk, on a simulated machine. */
import { join } from "node:path";
import type { TestContext } from "node:test";
import { openLog, openReadings, standardProjections } from "#core/log";
import { openLogReader } from "#core/log/read";
import type { Channel, Message } from "#core/model";
import { temporaryFolder } from "#core/platform/test";
import { createEngine } from "#healers/engine";
import { evolve } from "#loop/incident";
import { createOutbox } from "#surface/notify";
import { readWritten } from "../configuration.ts";
import { human } from "../engine.ts";
import type { Machine } from "./machine.ts";

const minuteMs = 60_000;

export interface Happened {
  readonly type: string;
  readonly data: unknown;
  /** Since the machine was switched on; the wall clock may have been set meanwhile. */
  readonly elapsedMs: number;
}

/** Starts it on this page of YAML, with every runbook approved: what it may do it would do. */
export async function startOn(t: TestContext, machine: Machine, yaml: string) {
  const { settings, said } = await readWritten(t, yaml);
  if (settings === undefined) throw new Error(said);
  const { platform, clock } = machine;
  const folder = temporaryFolder(t);
  const store = join(folder, "chiron.db");
  const failures: Error[] = [];
  const projections = standardProjections({ evolve, version: 1 });
  const log = openLog({
    path: store,
    stream: "engine",
    clock,
    projections,
    onFailure: (error) => failures.push(error),
  });
  const reader = openLogReader(store);
  const readings = openReadings({ path: join(folder, "readings.db"), clock });
  const complaints: string[] = [];
  const delivered: Message[] = [];
  const outbox = createOutbox({
    clock,
    random: platform.random,
    channels: new Map([["log", collecting(delivered)]]),
    notify: settings.notify,
    entries: [],
    record: (events) => engine.record(events),
    durable: () => log.durable(),
    context: { ...platform, environment: () => undefined, node: "noisy", dataDir: folder },
  });
  const engine = createEngine({
    version: "test",
    platform,
    settings,
    dataDir: folder,
    dataId: "noisy",
    log,
    reader,
    readings,
    deliver: (message) => outbox.deliver(message),
    tryChannels: async () => [],
    onReload: () => undefined,
    readSettings: async () => settings,
    draftsFolder: join(folder, "drafts"),
    readDraft: async () => {
      throw new Error("drafts are not simulated");
    },
    say: (line) => complaints.push(line),
  });
  const events: Happened[] = [];
  engine.facade.subscribe(({ type, data }) => events.push({ type, data, elapsedMs: clock.monotonic() }));
  outbox.start();
  await whileMoving(machine, engine.start());
  for (const { runbook } of settings.runbooks)
    await whileMoving(machine, engine.facade.command({ kind: "approve_runbook", runbook: runbook.id }, human));
  const stop = async () => {
    await whileMoving(machine, engine.stop({ reason: "the day is over", keepServices: true }));
    await whileMoving(machine, outbox.stop());
    reader.close();
    readings.close();
    log.close();
  };
  return { facade: engine.facade, events, delivered, complaints, failures, stop };
}

/** Lets time pass until the promise is settled, since it may wait for some. */
async function whileMoving<T>({ clock }: Machine, promise: Promise<T>): Promise<T> {
  let settled = false;
  const end = promise.finally(() => {
    settled = true;
  });
  for (let turn = 0; turn < 100 && !settled; turn++) await clock.advance(minuteMs / 600);
  return end;
}

function collecting(delivered: Message[]): Channel {
  return {
    name: "log",
    summary: "Keeps what it is sent",
    schema: { safeParse: (data: object) => ({ success: true, data }) } as unknown as Channel["schema"],
    send: async (message) => {
      delivered.push(message);
      return { delivered: true, retryable: false, detail: "kept" };
    },
  };
}
