/** The engine as a process: store, loop, outbox and API, put together and taken apart again in order. */
import { mkdirSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { sha256 } from "#core/lib";
import type { EventLog } from "#core/log";
import { event, messageOf, type Settings } from "#core/model";
import { createRealPlatform, type RealPlatform } from "#core/platform/real";
import { type Api, createApi, createTokenStore } from "#surface/api";
import type { Inbox, Outbox } from "#surface/notify";
import { openAdvisor } from "./advisor/index.ts";
import { createEngine, type Engine, type EngineMeans } from "./engine.ts";
import { exportsOf } from "./exporting.ts";
import { joinerOf } from "./joining/index.ts";
import { placeHeartbeats } from "./kernels/index.ts";
import { configure, createInboxOf, createOutboxOf, environment } from "./messaging.ts";
import {
  noteStoreTrouble,
  readStoreTrouble,
  removeEngineRecord,
  type StoreTrouble,
  storeName,
  writeEngineRecord,
} from "./record/index.ts";
import { readDraft, readSettings } from "./settings.ts";
import { openStore, pagesLeftIn, type Store } from "./store.ts";
import { createStoreWatch, isDamage, type StoreWatch } from "./store-watch/index.ts";
import { version } from "./version.ts";

export interface RunOptions {
  readonly configFile: string;
  readonly dataDir: string;
  /** Overrides the port of the configuration; 0 takes a free one. */
  readonly port?: number;
  readonly say: (line: string) => void;
  /** What is read of the configuration, at the start and whenever it is read anew. */
  readonly onSettings?: (settings: Settings) => void;
  /** Out of the work loop: see EngineMeans. */
  readonly onLook?: EngineMeans["onLook"];
  readonly onPulse?: EngineMeans["onPulse"];
  /** For tests that watch, or end, the engine at an exact point of its log. */
  readonly wrapLog?: (log: EventLog) => EventLog;
}

export interface RunningEngine {
  /** Where API and Workbench answer: http://127.0.0.1:7717 */
  readonly address: string;
  readonly targets: number;
  readonly engine: Engine;
  /**
   * Settles when the engine cannot go on as it is, and has to be stopped: its store failed. Where `goesOn` says so it is then to be run
   * anew, in this process: to observe, or with the store that a human has put in place.
   */
  readonly failed: Promise<Error>;
  /** It only observes, because its store is damaged. */
  readonly observing: boolean;
  stop(options: { readonly reason: string; readonly keepServices: boolean }): Promise<void>;
}

/** A store that is damaged, or that was found so before, is left alone: the engine then runs on one beside it, and only observes. */
export async function runEngine(options: RunOptions): Promise<RunningEngine> {
  const standing = readStoreTrouble(options.dataDir);
  if (standing !== undefined) return runOn(options, standing);
  try {
    return await runOn(options, undefined);
  } catch (error) {
    if (!isDamage(error)) throw error;
    const dataDir = realpathSync(options.dataDir);
    return runOn(options, noteStoreTrouble(dataDir, error.message, Date.now()));
  }
}

async function runOn(options: RunOptions, trouble: StoreTrouble | undefined): Promise<RunningEngine> {
  const draftsFolder = resolve(options.dataDir, "runbooks");
  const read = () => readSettings(options.configFile, options.say, draftsFolder);
  const written = await read();
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const dataDir = realpathSync(options.dataDir);
  const settings = placeLogs(written, dataDir);
  options.onSettings?.(settings);
  const platform = createRealPlatform();
  const closers: Closer[] = [() => platform.close()];
  const ends = Promise.withResolvers<Error>();
  try {
    const store = storeOf(options, dataDir, platform, trouble, ends.resolve);
    closers.push(() => store.close());
    const watch =
      trouble === undefined ? watchOf(store, platform, settings) : observe(platform, dataDir, trouble, ends.resolve);
    closers.push(() => watch.stop());
    const outbox = createOutboxOf(settings, store, platform, dataDir, () => engine);
    const exports = exportsOf(settings, store, { ...platform, environment, say: options.say });
    closers.push(() => exports.stop());
    await exports.configure(settings);
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
      onReload(reloaded) {
        options.onSettings?.(reloaded);
        configure(reloaded.notify, [outbox, inbox]);
        void exports.configure(reloaded);
      },
      sinks: () => exports.views(),
      readSettings: async () => placeLogs(await read(), dataDir),
      draftsFolder,
      readDraft,
      openAdvisor: openAdvisor(platform, environment),
      ...pick(options),
      say: options.say,
      ...(trouble === undefined ? {} : { trouble, waitingPages: pagesLeftIn(dataDir) }),
    });
    const inbox = createInboxOf(settings, store, platform, dataDir, engine, options.say);
    const api = await openApi(engine, store, settings, dataDir, options.port);
    closers.push(() => api.close());
    closers.push(recordEngine(dataDir, platform, api, settings));
    outbox.start();
    const joiner = trouble === undefined ? joinerOf({ dataDir, store, platform, engine, say: options.say }) : undefined;
    // Before the services are taken up: somebody else may have started one meanwhile.
    await joiner?.join();
    await engine.start();
    joiner?.start();
    closers.push(() => joiner?.stop());
    watch.start();
    inbox.start();
    return {
      address: api.address,
      targets: settings.targets.length,
      engine,
      failed: ends.promise,
      observing: trouble !== undefined,
      stop: (how) => stopAll({ engine, outbox, inbox }, how).finally(() => closeAll(closers, options.say)),
    };
  } catch (error) {
    await closeAll(closers, options.say);
    throw error;
  }
}

function pick({ onLook, onPulse }: RunOptions): Pick<EngineMeans, "onLook" | "onPulse"> {
  return { ...(onLook === undefined ? {} : { onLook }), ...(onPulse === undefined ? {} : { onPulse }) };
}

type StopOptions = Parameters<Engine["stop"]>[0];

interface Parts {
  readonly engine: Engine;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
}

async function stopAll({ engine, inbox, outbox }: Parts, how: StopOptions): Promise<void> {
  await inbox.stop();
  await engine.stop(how);
  await outbox.stop();
}

type Closer = () => void | Promise<void>;

function recordEngine(
  dataDir: string,
  { processes, clock }: RealPlatform,
  { address }: Api,
  { targets, file }: Settings,
): Closer {
  const record = { process: processes.self, address, startedAt: clock.now(), targets: targets.length, config: file };
  writeEngineRecord(dataDir, record);
  return () => removeEngineRecord(dataDir);
}

async function closeAll(closers: Closer[], say: RunOptions["say"]): Promise<void> {
  for (const close of closers.splice(0).reverse()) {
    try {
      await close();
    } catch (error) {
      // One that cannot be closed must not keep the others, and the process, from ending.
      say(`error: while ending: ${messageOf(error)}`);
    }
  }
}

function storeOf(
  { wrapLog, say }: RunOptions,
  dataDir: string,
  platform: RealPlatform,
  trouble: StoreTrouble | undefined,
  end: (why: Error) => void,
): Store {
  const folder = trouble === undefined ? dataDir : join(dataDir, "observing");
  const onFailure: Parameters<typeof openStore>[0]["onFailure"] = (error, lost) => {
    say(`error: ${error.message}; ${lost} events were not kept, and nothing more is written to it`);
    if (isDamage(error) && trouble === undefined) noteStoreTrouble(dataDir, error.message, platform.clock.now());
    end(error);
  };
  return openStore({ folder, dataDir, platform, wrapLog, onFailure });
}

/** Whether an engine that ended with this error is to be run anew. */
export function goesOn(error: unknown): boolean {
  return isDamage(error) || error instanceof Restored;
}

class Restored extends Error {}

function watchOf({ log, path }: Store, platform: RealPlatform, { store }: Settings): StoreWatch {
  const everyMs = store.checkEveryMs;
  return createStoreWatch({ platform, path, everyMs, onDamage: (error) => log.condemn(error) });
}

const restoredLookMs = 1_000;

/** Saves what there is of the damaged store, and waits for a human to put another one in its place. */
function observe(
  { clock, sqlite }: RealPlatform,
  dataDir: string,
  { copy }: StoreTrouble,
  end: (why: Error) => void,
): StoreWatch {
  const ending = new AbortController();
  const look = (): void => {
    if (ending.signal.aborted) return;
    if (readStoreTrouble(dataDir) === undefined) end(new Restored("a human has put another store in its place"));
    else clock.after(restoredLookMs, look);
  };
  return {
    start() {
      void sqlite.save({ path: join(dataDir, storeName), folder: copy }, ending.signal);
      look();
    },
    stop: () => ending.abort(),
  };
}

/** A service that names no log of its own writes to one in the data folder, which only the process knows. */
function placeLogs(settings: Settings, dataDir: string): Settings {
  const targets = settings.targets.map((target) => {
    if (target.supervisor?.kind !== "direct") return target;
    const supervisor = placeHeartbeats(target, target.supervisor, dataDir);
    return { ...target, supervisor: { ...supervisor, log: resolve(dataDir, supervisor.log) } };
  });
  return { ...settings, targets };
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
    recordLink: (link, { id }) => engine.record([event("incident.linked", link, id)]),
    readiness: () => engine.readiness(),
  });
}
