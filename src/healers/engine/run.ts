/** The engine as a process: store, loop, outbox and API, put together and taken apart again in order. */
import { accessSync, constants, mkdirSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { sha256 } from "#core/lib";
import type { EventLog } from "#core/log";
import { ChironError, event, messageOf, type NewEvent, type Settings } from "#core/model";
import { createRealPlatform, type RealPlatform } from "#core/platform/real";
import { healerViews } from "#healers/mutual";
import { canPutBackConfiguration } from "#healers/mutual/last-good";
import { type Api, createApi, createTokenStore } from "#surface/api";
import type { Inbox, Outbox } from "#surface/notify";
import { openAdvisor } from "./advisor/index.ts";
import { InForce, openConfiguration } from "./configuration/index.ts";
import { createEngine, type Engine, type EngineMeans } from "./engine.ts";
import { exportsOf } from "./exporting.ts";
import { fencedPlatform } from "./fence.ts";
import { joinerOf } from "./joining/index.ts";
import { keepStore, mayPass, spellAfter, troubleOf, Unwritable } from "./keeping/index.ts";
import { placeHeartbeats } from "./kernels/index.ts";
import { configure, createInboxOf, createOutboxOf, environment } from "./messaging.ts";
import { createReached } from "./reached.ts";
import { noteStoreTrouble, readStoreTrouble, type StoreTrouble, storeName } from "./record/index.ts";
import { readDraft, readSettings } from "./settings.ts";
import { pagesLeftIn, type Store } from "./store.ts";
import { isDamage } from "./store-watch/index.ts";
import { version } from "./version.ts";

export interface RunOptions {
  readonly configFile: string;
  readonly dataDir: string;
  /** Overrides the port of the configuration; 0 takes a free one. */
  readonly port?: number;
  /** Nobody stands by: a configuration that cannot be used, or crashed the last start, is passed over for the last that worked. */
  readonly unattended?: boolean;
  readonly say: (line: string) => void;
  /** What is read of the configuration, at the start and whenever it is read anew. */
  readonly onSettings?: (settings: Settings) => void;
  /** Out of the work loop: see EngineMeans. */
  readonly onLook?: EngineMeans["onLook"];
  readonly onPulse?: EngineMeans["onPulse"];
  /** The engine before this one cannot be ended: its lease is taken, and its locks are not waited for (HEALER-08). */
  readonly takeOver?: boolean;
  /** What ended the engine before, in this process, where it is run anew (`goesOn`). */
  readonly after?: unknown;
  /** For tests that watch, or end, the engine at an exact point of its log. */
  readonly wrapLog?: (log: EventLog) => EventLog;
}

export { goesOn } from "./keeping/index.ts";

export interface RunningEngine {
  /** Where API and Workbench answer: http://127.0.0.1:7717 */
  readonly address: string;
  readonly targets: number;
  readonly engine: Engine;
  /** Writes down what it does for another healer; resolves once that is durable. */
  audit(entry: NewEvent): Promise<void>;
  /**
   * Settles when the engine cannot go on as it is, and has to be stopped: its store failed. Where `goesOn` says so it is then to be run
   * anew, in this process: to observe, or with the store that a human has put in place.
   */
  readonly failed: Promise<Error>;
  /** It only observes, because its store is damaged, or cannot be written. */
  readonly observing: boolean;
  stop(options: { readonly reason: string; readonly keepServices: boolean }): Promise<void>;
}

/**
 * A store that is damaged, or that was found so before, is left alone: the engine then runs on one beside it, and only observes. So it does
 * while its store cannot be written, for as long as that lasts.
 */
export async function runEngine(options: RunOptions): Promise<RunningEngine> {
  const { after, dataDir, takeOver = false } = options;
  const standing = readStoreTrouble(dataDir) ?? (after instanceof Unwritable ? troubleOf(after) : undefined);
  if (standing !== undefined) return runOn(options, standing);
  try {
    return await runOn(options, undefined);
  } catch (error) {
    if (isDamage(error)) return runOn(options, noteStoreTrouble(realpathSync(dataDir), error.message, Date.now()));
    if (!mayPass(error, () => isReadOnly(dataDir), takeOver)) throw error;
    const unwritable = new Unwritable(messageOf(error), spellAfter(after, Date.now(), 0));
    return runOn({ ...options, after: unwritable }, troubleOf(unwritable));
  }
}

function isReadOnly(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EROFS";
  }
}

async function runOn(options: RunOptions, trouble: StoreTrouble | undefined): Promise<RunningEngine> {
  const draftsFolder = resolve(options.dataDir, "runbooks");
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const dataDir = realpathSync(options.dataDir);
  const healersFolder = join(dataDir, "healers");
  const bare = createRealPlatform();
  const configuration = configurationOf(options, dataDir, bare);
  const settings = placeLogs(await configuration.first(), dataDir);
  options.onSettings?.(settings);
  const closers: Closer[] = [() => bare.close()];
  const ends = Promise.withResolvers<Error>();
  try {
    const places = { dataDir, platform: bare, settings, trouble, engine: () => engine };
    const kept = keepStore({ ...keepingOf(options), ...places, end: ends.resolve });
    const { store, fence } = kept;
    closers.push(...[() => kept.close(), () => kept.stop()]);
    const platform = fencedPlatform(bare, fence);
    const outbox = createOutboxOf(settings, store, platform, { dataDir, engine: () => engine, fence });
    const exports = exportsOf(settings, store, { ...platform, environment, say: options.say });
    closers.push(() => exports.stop());
    await exports.configure(settings);
    const reached = createReached({ dataDir, platform, settings, say: options.say });
    const engine: Engine = createEngine({
      ...{ version, platform, settings, dataDir, draftsFolder, readDraft, fence },
      dataId: sha256(dataDir).slice(0, 12),
      ...{ log: store.log, reader: store.reader, readings: store.readings },
      deliver: (message) => outbox.deliver(message),
      tryChannels: (wanted) => outbox.tryOut(platform.ids.next("test"), wanted),
      onReload(reloaded) {
        options.onSettings?.(reloaded);
        configure(reloaded.notify, [outbox, inbox]);
        void exports.configure(reloaded);
        inForce.reloaded(reloaded);
      },
      ...{ sinks: () => exports.views(), port: () => reached.missing() },
      readSettings: async () => placeLogs(await configuration.again(), dataDir),
      ...{ fallback: () => configuration.fallback(), criticalFolder: healersFolder },
      openAdvisor: openAdvisor(platform, environment),
      ...healersBeside(options, dataDir, store),
      say: options.say,
      ...(trouble === undefined ? {} : { trouble, waitingPages: pagesLeftIn(dataDir) }),
    });
    const beside = { folder: healersFolder, clock: platform.clock, say: options.say };
    const inForce = new InForce({ ...beside, configuration, engine });
    const inbox = createInboxOf(settings, store, platform, dataDir, engine, options.say);
    const api = await openApi(engine, store, settings, dataDir, options);
    reached.at(api);
    closers.push(...[() => api.close(), () => reached.remove()]);
    outbox.start();
    const joiner = trouble === undefined ? joinerOf({ dataDir, store, platform, engine, say: options.say }) : undefined;
    // Before the services are taken up: somebody else may have started one meanwhile.
    await joiner?.join();
    await engine.start();
    closers.push(...[() => joiner?.stop(), () => inForce.stop()]);
    for (const part of [joiner, kept, inbox]) part?.start();
    inForce.begin(settings);
    reached.follow(engine);
    return {
      ...{ address: api.address, targets: settings.targets.length, engine, observing: trouble !== undefined },
      audit: (entry) => auditIn(engine, store, entry),
      failed: ends.promise,
      stop: (how) =>
        stopAll({ engine, outbox, inbox, log: store.log }, how).finally(() => closeAll(closers, options.say)),
    };
  } catch (error) {
    configuration.failed(error);
    await closeAll(closers, options.say);
    throw error;
  }
}

/** What ties this engine to the other healers, where it has any. */
function healersBeside(
  { onLook, onPulse }: RunOptions,
  dataDir: string,
  { reader }: Store,
): Pick<EngineMeans, "onLook" | "onPulse" | "healers"> {
  return {
    healers: () => healerViews(dataDir, reader.state("recoveries") ?? {}, Date.now()),
    ...(onLook === undefined ? {} : { onLook }),
    ...(onPulse === undefined ? {} : { onPulse }),
  };
}

async function auditIn(engine: Engine, { log }: Store, entry: NewEvent): Promise<void> {
  engine.record([entry]);
  await log.durable();
}

function keepingOf({ takeOver = false, after, wrapLog, say }: RunOptions) {
  return { takeOver, after, wrapLog, say };
}

/** `runbooks` in the data folder: where those lie that Chiron wrote itself. */
function configurationOf(options: RunOptions, dataDir: string, { clock, files, processes }: RealPlatform) {
  const { configFile, say, unattended = false } = options;
  const draftsFolder = join(dataDir, "runbooks");
  return openConfiguration({
    ...{ configFile, dataDir, unattended, clock, files, say },
    self: processes.self,
    read: (from) => readSettings(configFile, say, draftsFolder, from),
  });
}

type StopOptions = Parameters<Engine["stop"]>[0];

interface Parts {
  readonly engine: Engine;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly log: EventLog;
}

async function stopAll({ engine, inbox, outbox, log }: Parts, how: StopOptions): Promise<void> {
  await inbox.stop();
  await engine.stop(how).catch((error: unknown) => {
    // A store that does not even take its last word has said so by its own way.
    if (log.failure() === undefined) throw error;
  });
  await outbox.stop();
}

type Closer = () => void | Promise<void>;

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

/** A service that names no log of its own writes to one in the data folder, which only the process knows. */
function placeLogs(settings: Settings, dataDir: string): Settings {
  const targets = settings.targets.map((target) => {
    if (target.supervisor?.kind !== "direct") return target;
    const supervisor = placeHeartbeats(target, target.supervisor, dataDir);
    return { ...target, supervisor: { ...supervisor, log: resolve(dataDir, supervisor.log) } };
  });
  return { ...settings, targets };
}

/** A port that is taken may be free again. An address that this machine does not have is rather a mistake, where another one worked before. */
function isToWaitFor(error: unknown, dataDir: string): boolean {
  const isTaken = error instanceof ChironError && error.code === "conflict";
  return isTaken || !canPutBackConfiguration(join(dataDir, "healers"));
}

function openApi(
  engine: Engine,
  store: Store,
  settings: Settings,
  dataDir: string,
  { port, takeOver = false, unattended = false, say }: RunOptions,
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
    sessionsFile: join(dataDir, "sessions.json"),
    workbench: resolve(import.meta.dirname, "../../../web/dist"),
    recordRefusal: async (command, reason, { id }) => {
      store.log.append([event("command.refused", { command, reason })], { actor: id });
      await store.log.durable();
    },
    recordLink: (link, { id }) => engine.record([event("incident.linked", link, id)]),
    readiness: () => engine.readiness(),
    takeOver,
    portMayWait: (error) => (unattended || takeOver) && isToWaitFor(error, dataDir),
    socketMayFail: store.path !== join(dataDir, storeName),
    say,
  });
}
