/** Two healers in miniature, as real processes, and a watchdog's hands over them: an emergency alone, without the rest of Chiron. */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Healer, NewEvent, ProcessIdentity } from "#core/model";
import { temporaryFolder, until } from "#core/platform/test";
import { bootId, isAlive, ownIdentity, statOf, uptimeMs } from "#healers/mutual/small";
import {
  type EmergencyLimits,
  type EmergencyMeans,
  emergencyLimits,
  type Hands,
  runEmergency,
} from "#healers/watchdog/emergency";

const program = join(import.meta.dirname, "beating.mjs");

export type How = "well" | "crash" | "mute";

export interface Scene {
  readonly folder: string;
  readonly audited: NewEvent[];
  readonly pages: { readonly key: string; readonly subject: string }[];
  readonly started: { readonly healer: Healer; readonly how: How }[];
  /** What becomes of the next starts, in their order; afterwards all go well. */
  readonly next: Record<Healer, How[]>;
  readonly hands: Hands;
  readonly identity: Map<Healer, ProcessIdentity>;
  start(healer: Healer): Promise<void>;
  run(changes?: Partial<Parameters<typeof runEmergency>[0]>): ReturnType<typeof runEmergency>;
  of<T extends NewEvent["type"]>(type: T): Extract<NewEvent, { type: T }>["data"][];
}

export const quick: EmergencyLimits = {
  ...emergencyLimits,
  totalMs: 20_000,
  tryMs: 3_000,
  verifyPauseMs: 100,
  triggerEveryMs: 100,
};

export function emergencyScene(t: TestContext): Scene {
  const healers: Hands[] = [];
  // Asked for before the folder is, since the first that was asked for is done first: whoever still beats into a folder keeps it.
  t.after(async () => {
    for (const one of healers) await Promise.all([one.end("engine"), one.end("mender")]);
  });
  const folder = join(temporaryFolder(t), "healers");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const identity = new Map<Healer, ProcessIdentity>();
  const started: Scene["started"] = [];
  const next: Scene["next"] = { engine: [], mender: [] };
  const audited: NewEvent[] = [];
  const pages: Scene["pages"] = [];
  const watchdog = join(folder, "watchdog.json");
  const hands = handsOver({ folder, identity, started, next, watchdog });
  healers.push(hands);
  const scene: Scene = {
    ...{ folder, audited, pages, started, next, hands, identity },
    async start(healer) {
      await hands.start(healer, undefined);
      await until(`the ${healer} beats`, () => hands.living(healer)?.state === "healthy");
    },
    run: (changes = {}) => runEmergency({ ...meansOf(scene), ...changes }),
    of: (type) => audited.filter((one) => one.type === type).map(({ data }) => data) as never,
  };
  return scene;
}

function meansOf({ folder, hands, audited, pages }: Scene): Parameters<typeof runEmergency>[0] {
  const page: EmergencyMeans["page"] = async ({ key, subject }) => {
    pages.push({ key, subject });
    return { delivered: true, detail: "taken" };
  };
  return {
    ...{ folder, dataDir: join(folder, ".."), hands, page, limits: quick },
    reason: "engine and mender are gone",
    attempt: 1,
    told: new Set(),
    now: () => ({ now: Date.now(), uptimeMs: uptimeMs(), bootId: bootId() }),
    monotonic: () => performance.now(),
    sleep: (delayMs, signal) => sleep(delayMs, undefined, signal === undefined ? {} : { signal }),
    audit: (entry) => void audited.push(entry),
    say: () => undefined,
    starter: { order: () => Promise.reject(new Error("nothing is to be started here")), close: () => undefined },
  };
}

interface Over extends Pick<Scene, "folder" | "identity" | "started" | "next"> {
  readonly watchdog: string;
}

function handsOver({ folder, identity, started, next, watchdog }: Over): Hands {
  const beatOf = (healer: Healer) => join(folder, `${healer}.json`);
  let seq = 0;
  const own = ownIdentity();
  const beat = () => {
    // As the real one does it: a healer that reads it meanwhile must not find half of it.
    writeFileSync(`${watchdog}.new`, JSON.stringify({ seq: ++seq }));
    renameSync(`${watchdog}.new`, watchdog);
  };
  return {
    async end(healer) {
      const known = identity.get(healer);
      if (known === undefined || !isAlive(known)) return true;
      process.kill(known.pid, "SIGKILL");
      await until(`the ${healer} is gone`, () => !isAlive(known));
      return true;
    },
    async start(healer) {
      const how = next[healer].shift() ?? "well";
      started.push({ healer, how });
      const child = spawn(process.execPath, [program, beatOf(healer), watchdog, how], { stdio: "ignore" });
      const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
        child.once("exit", (code, signal) => resolve({ code, signal })),
      );
      const seen = statOf(child.pid ?? 0);
      if (seen === undefined) throw new Error("it ended at once");
      identity.set(healer, seen.identity);
      return { identity: seen.identity, ended };
    },
    living(healer) {
      const known = identity.get(healer);
      if (known === undefined || !isAlive(known)) return undefined;
      beat();
      try {
        const { pid, state, seen } = JSON.parse(readFileSync(beatOf(healer), "utf8"));
        return pid === known.pid ? { process: known, state, sees: (_, since) => seen > since } : undefined;
      } catch {
        return undefined;
      }
    },
    own: () => ({ process: own, seq }),
    isEnding: () => false,
    failureOf: () => ({ end: "was killed by SIGKILL", lastLines: [] }),
  };
}
