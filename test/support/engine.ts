/** A real engine on a real configuration, in this process, whose events a test can wait for. */
import { mkdirSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Actor, EventType, Incident, StoredEvent } from "#core/model";
import { temporaryFolder, within } from "#core/platform/test";
import { type RunningEngine, runEngine } from "#healers/engine";

export const human: Actor = { kind: "human", id: "test:human" };
export const webService = join(import.meta.dirname, "web-service.mjs");

type Of<T extends EventType> = Extract<StoredEvent, { type: T }>;

export interface World {
  readonly folder: string;
  readonly dataDir: string;
  readonly running: RunningEngine;
  readonly facade: RunningEngine["engine"]["facade"];
  readonly events: readonly StoredEvent[];
  readonly said: readonly string[];
  /** The first event of the type that fits, past or to come. */
  event<T extends EventType>(type: T, fits?: (stored: Of<T>) => boolean, deadlineMs?: number): Promise<Of<T>>;
  /** Resolves with the incident once it is in one of these states. */
  incident(state: Incident["state"] | readonly Incident["state"][], deadlineMs?: number): Promise<string>;
  /** States an incident went through, in order. */
  path(incident: string): readonly string[];
  pid(target: string): number;
  stop(options?: { keepServices?: boolean }): Promise<void>;
}

export interface WorldOptions {
  readonly files?: Readonly<Record<string, string>>;
  /** Goes on in the folder of an earlier world. */
  readonly folder?: string;
  /** Default: a free one. */
  readonly port?: number;
  /** From an engine that cannot be ended. */
  readonly takeOver?: boolean;
}

/** The word alone, and not the end of OPENCLAW_STATE_DIR. */
const placeholder = /\bDIR\b/g;

async function startEngine(t: TestContext, yaml: string, options: WorldOptions) {
  // What is registered first is done first: the folder must outlive all that is at work in it.
  let end = async (): Promise<void> => undefined;
  t.after(() => end());
  const folder = options.folder ?? temporaryFolder(t);
  const dataDir = join(folder, "data");
  for (const [name, content] of Object.entries(options.files ?? {})) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), content.replaceAll(placeholder, folder));
  }
  writeFileSync(join(folder, "chiron.yaml"), yaml.replaceAll(placeholder, folder));
  const said: string[] = [];
  const running = await runEngine({
    configFile: join(folder, "chiron.yaml"),
    dataDir,
    port: options.port ?? 0,
    say: (line) => said.push(line),
    ...(options.takeOver === undefined ? {} : { takeOver: options.takeOver }),
  });
  // Nothing of the engine keeps a process alive that only waits for it.
  const alive = setInterval(() => undefined, 1_000);
  let stopped = false;
  const stop = async ({ keepServices = false } = {}) => {
    if (stopped) return;
    stopped = true;
    await running.stop({ reason: "the test is over", keepServices });
    clearInterval(alive);
  };
  end = stop;
  return { folder, dataDir, said, running, stop };
}

/** `yaml` may use DIR for the folder. Everything is ended after the test. */
export async function startWorld(t: TestContext, yaml: string, options: WorldOptions = {}): Promise<World> {
  const { folder, dataDir, said, running, stop } = await startEngine(t, yaml, options);
  const { facade } = running.engine;
  const events: StoredEvent[] = [...facade.events({ limit: 100_000 })];
  const waiting = new Set<() => void>();
  facade.subscribe((stored) => {
    events.push(stored);
    for (const look of [...waiting]) look();
  });

  const event: World["event"] = (type, fits = () => true, deadlineMs = 20_000) => {
    type Wanted = Of<typeof type>;
    const find = () => events.find((one) => one.type === type && fits(one as Wanted)) as Wanted | undefined;
    const promise = new Promise<Wanted>((resolve) => {
      const look = () => {
        const found = find();
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
    return within(type, promise, deadlineMs).catch((error: unknown) => {
      const seen = events.map((one) => one.type).join(" ");
      throw new Error(`${String(error)}; seen: ${seen}; said: ${said.join(" | ")}`);
    });
  };

  return {
    folder,
    dataDir,
    running,
    facade,
    events,
    said,
    event,
    async incident(state, deadlineMs) {
      const wanted = typeof state === "string" ? [state] : state;
      const moved = await event("incident.moved", (one) => wanted.includes(one.data.to), deadlineMs);
      return moved.data.incident;
    },
    path: (incident) => [
      "detected",
      ...events.flatMap((one) =>
        one.type === "incident.moved" && one.data.incident === incident ? [one.data.to] : [],
      ),
    ],
    pid: (target) => facade.target(target)?.pid ?? 0,
    stop,
  };
}

/** What the service answers, or undefined while it does not. */
export function ask(url: string, timeoutMs = 1_000): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: timeoutMs }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        body += part;
      });
      response.on("end", () => resolve(body));
      response.on("error", () => resolve(undefined));
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(undefined));
  });
}

/** Polls until the service answers, and gives its answer. */
export async function answers(url: string, fits: (body: string) => boolean = () => true): Promise<string> {
  for (let tries = 0; tries < 2_000; tries++) {
    const body = await ask(url);
    if (body !== undefined && fits(body)) return body;
    await sleep(10);
  }
  throw new Error(`${url} does not answer as wanted`);
}
