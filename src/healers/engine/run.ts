/** The engine as a process: store, loop, outbox and API, put together and taken apart again in order. */
import { mkdirSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { sha256 } from "#core/lib";
import { type EventLog, openLog, openReadings, standardProjections } from "#core/log";
import { type LogReader, openLogReader } from "#core/log/read";
import { event, messageOf, type Settings } from "#core/model";
import { createRealPlatform, type RealPlatform } from "#core/platform/real";
import { evolve } from "#loop/incident";
import { type Api, createApi, createTokenStore } from "#surface/api";
import { channels, createOutbox, type Outbox } from "#surface/notify";
import { createEngine, type Engine } from "./engine.ts";
import { removeEngineRecord, writeEngineRecord } from "./record/index.ts";
import { readDraft, readSettings } from "./settings.ts";
import { version } from "./version.ts";

export interface RunOptions {
  readonly configFile: string;
  readonly dataDir: string;
  /** Overrides the port of the configuration; 0 takes a free one. */
  readonly port?: number;
  readonly say: (line: string) => void;
  /** For tests that watch, or end, the engine at an exact point of its log. */
  readonly wrapLog?: (log: EventLog) => EventLog;
}

export interface RunningEngine {
  /** Where API and Workbench answer: http://127.0.0.1:7717 */
  readonly address: string;
  readonly targets: number;
  readonly engine: Engine;
  /** Settles when the engine has ended by itself because its store failed. */
  readonly failed: Promise<Error>;
  stop(options: { readonly reason: string; readonly keepServices: boolean }): Promise<void>;
}

/** Raised whenever `evolve` gives other incidents for the same events: the table is then made again from the log. */
const incidentsVersion = 1;
/** Messages that may wait for a channel over a restart; far beyond what the budget lets arise. */
const mostWaiting = 100_000;

export async function runEngine(options: RunOptions): Promise<RunningEngine> {
  const draftsFolder = resolve(options.dataDir, "runbooks");
  const read = () => readSettings(options.configFile, options.say, draftsFolder);
  const written = await read();
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const dataDir = realpathSync(options.dataDir);
  const settings = placeLogs(written, dataDir);
  const platform = createRealPlatform();
  const closers: (() => void | Promise<void>)[] = [() => platform.close()];
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        // One that cannot be closed must not keep the others, and the process, from ending.
        options.say(`error: while ending: ${messageOf(error)}`);
      }
    }
  };
  try {
    const store = openStore(dataDir, platform, options);
    closers.push(() => store.close());
    const outbox = createOutboxOf(settings, store, platform, dataDir, () => engine);
    const engine: Engine = createEngine({
      version,
      platform,
      settings,
      dataDir,
      dataId: sha256(dataDir).slice(0, 12),
      log: store.log,
      reader: store.reader,
      readings: store.readings,
      deliver: (message) => outbox.deliver(message),
      tryChannels: (wanted) => outbox.tryOut(platform.ids.next("test"), wanted),
      onReload: ({ notify }) => outbox.configure(notify),
      readSettings: async () => placeLogs(await read(), dataDir),
      draftsFolder,
      readDraft,
      say: options.say,
    });
    const api = await openApi(engine, store, settings, dataDir, options.port);
    closers.push(() => api.close());
    writeEngineRecord(dataDir, {
      process: platform.processes.self,
      address: api.address,
      startedAt: platform.clock.now(),
    });
    closers.push(() => removeEngineRecord(dataDir));
    outbox.start();
    await engine.start();
    return {
      address: api.address,
      targets: settings.targets.length,
      engine,
      failed: store.failed,
      async stop(how) {
        try {
          await engine.stop(how);
          await outbox.stop();
        } finally {
          await closeAll();
        }
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** A service that names no log of its own writes to one in the data folder, which only the process knows. */
function placeLogs(settings: Settings, dataDir: string): Settings {
  const targets = settings.targets.map((target) =>
    target.supervisor?.kind !== "direct"
      ? target
      : { ...target, supervisor: { ...target.supervisor, log: resolve(dataDir, target.supervisor.log) } },
  );
  return { ...settings, targets };
}

interface Store {
  readonly log: EventLog;
  readonly reader: LogReader;
  readonly readings: ReturnType<typeof openReadings>;
  readonly failed: Promise<Error>;
  close(): void;
}

function openStore(dataDir: string, platform: RealPlatform, { wrapLog, say }: RunOptions): Store {
  const path = join(dataDir, "chiron.db");
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<Error>((resolve) => {
    fail = resolve;
  });
  const opened = openLog({
    path,
    stream: "engine",
    clock: platform.clock,
    projections: standardProjections({ evolve, version: incidentsVersion }),
    onFailure: (error, lost) => {
      say(
        `error: the store cannot be written (${error.message}); ${lost} events were not kept, nothing more will be done`,
      );
      fail(error);
    },
  });
  const log = wrapLog?.(opened) ?? opened;
  const reader = openLogReader(path);
  const readings = openReadings({ path: join(dataDir, "readings.db"), clock: platform.clock });
  return {
    log,
    reader,
    readings,
    failed,
    close() {
      reader.close();
      readings.close();
      log.close();
    },
  };
}

/** Channels find secrets there by the name that the configuration gives them. */
function environment(name: string): string | undefined {
  return process.env[name];
}

function createOutboxOf(
  settings: Settings,
  store: Store,
  { clock, random, files, network, processes }: RealPlatform,
  dataDir: string,
  engine: () => Engine,
): Outbox {
  return createOutbox({
    clock,
    random,
    channels,
    notify: settings.notify,
    entries: store.reader.outbox({ limit: mostWaiting }),
    // The outbox is there before the engine, and only records once both are.
    record: (events) => engine().record(events),
    durable: () => store.log.durable(),
    context: { clock, files, network, processes, environment, node: settings.node, dataDir },
  });
}

function openApi(
  engine: Engine,
  store: Store,
  settings: Settings,
  dataDir: string,
  port: number | undefined,
): Promise<Api> {
  return createApi({
    engine: engine.facade,
    version,
    socket: join(dataDir, "chiron.sock"),
    host: settings.api.host,
    port: port ?? settings.api.port,
    anonymousRead: settings.api.anonymousRead,
    allowPlainBind: settings.api.insecureBind,
    tokens: createTokenStore(join(dataDir, "tokens.json")),
    recordRefusal: async (command, reason, { id }) => {
      store.log.append([event("command.refused", { command, reason })], { actor: id });
      await store.log.durable();
    },
    readiness: () => engine.readiness(),
  });
}
