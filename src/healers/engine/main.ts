/** The engine as a process, from its first beat to a proper end. */
import { flushCompileCache } from "node:module";
import { ChironError, errorTable, exitCodes, messageOf } from "#core/model/plain";
import {
  type Audit,
  type Ending,
  type HealerArguments,
  type HealerState,
  joinAs,
  type Member,
  note,
  outliveReaders,
  parseArguments,
  readEnding,
  shedStartup,
  sideAudit,
  writeLimits,
} from "#healers/mutual";
import { loadInEnglish } from "./lean.ts";
import type { RunningEngine } from "./run.ts";

type How = Pick<Ending, "reason" | "keepServices">;

export async function main(words: readonly string[]): Promise<void> {
  outliveReaders();
  const given = parseArguments(words);
  let audit: Audit | undefined;
  const beside = sideAudit("engine", given.dataDir);
  const joined = joinAs({
    role: "engine",
    given,
    // A store that takes nothing keeps nobody from being healed, and nothing from being written down.
    audit: (entry) => (audit === undefined ? beside(entry) : audit(entry).catch(() => beside(entry))),
    say: (line) => note(`chiron: ${line}`),
  });
  if (joined.member === undefined) {
    // A healer, or a person, was quicker.
    process.exitCode = exitCodes.done;
    return;
  }
  const { member } = joined;
  const signalled = waitForSignal(member);
  member.beat("starting", 0);
  let code: number = exitCodes.done;
  try {
    if (readEnding(member.places.ending) === undefined) {
      const homeless = member.homeless.then(() => ({ reason: "its data folder is gone", keepServices: true }));
      code = await serve(member, given, {
        signalled: Promise.race([signalled, homeless]),
        onUp: (engine) => (audit = (entry) => engine.audit(entry)),
      });
    }
  } catch (error) {
    code = tell(error, given.json);
  }
  await member.rest();
  member.close();
  // Everything was closed, and is durable; a timer that somebody forgot does not hold the process.
  process.exit(code);
}

interface Surroundings {
  readonly signalled: Promise<How>;
  readonly onUp: (engine: RunningEngine) => void;
}

async function serve(member: Member, given: HealerArguments, { signalled, onUp }: Surroundings): Promise<number> {
  const { runEngine, goesOn } = await loadInEnglish(() => import("./run.ts"));
  let state: HealerState = "starting";
  const begin = (after?: Error) =>
    runEngine({
      after,
      configFile: given.configFile,
      dataDir: given.dataDir,
      unattended: given.unattended,
      takeOver: member.tookOverFrom !== undefined,
      say: note,
      ...(given.port === undefined ? {} : { port: given.port }),
      onSettings: ({ healers }) => writeLimits(member.places.limits, healers, (line) => note(`chiron: ${line}`)),
      onLook: () => member.watcher.turn(),
      onPulse: ({ loopLagMs }) => member.beat(state, loopLagMs),
    });
  const becomes = (next: HealerState): void => {
    state = next;
    member.beat(state, 0);
  };
  let engine = await begin();
  if (member.tookOverFrom !== undefined) (await import("./took-over.ts")).tellOfHanging(engine, member.tookOverFrom);
  shedStartup();
  // A process that is killed has no time for it; the next start is then as quick as this could have been.
  flushCompileCache();
  for (;;) {
    onUp(engine);
    becomes(engine.observing ? "degraded" : "healthy");
    if (engine.observing) note("chiron: only observing, because its own store cannot be used; see: chiron status");
    const ending = await Promise.race([signalled, engine.failed]);
    if (!(ending instanceof Error)) {
      becomes("ending");
      await engine.stop(ending);
      return exitCodes.done;
    }
    const isToGoOn = goesOn(ending);
    note(`chiron: ${isToGoOn ? "beginning anew" : whyItEnds(ending)}: ${ending.message}`);
    becomes("starting");
    await engine.stop({ reason: ending.message, keepServices: true });
    if (!isToGoOn) return ending instanceof ChironError ? errorTable[ending.code].exit : exitCodes.failed;
    engine = await begin(ending);
  }
}

function whyItEnds(ending: Error): string {
  const isReplaced = ending instanceof ChironError && ending.code === "lease_lost";
  return isReplaced ? "ending, because another engine is in its place" : "ending, because the store failed";
}

/**
 * SIGINT ends the services too: the watchdog sends it, when all of Chiron ends. By SIGTERM it is the engine alone that is meant, because another
 * healer gives it up, or by a person; the services then go on, as after SIGUSR2, and the next engine takes them up.
 */
function waitForSignal({ places }: Member): Promise<How> {
  const { promise, resolve } = Promise.withResolvers<How>();
  const onSignal = (signal: NodeJS.Signals): void => {
    resolve({ reason: readEnding(places.ending)?.reason ?? signal, keepServices: signal !== "SIGINT" });
  };
  for (const name of ["SIGTERM", "SIGINT", "SIGUSR2"] as const) process.on(name, onSignal);
  // It has no terminal of its own that could be gone.
  process.on("SIGHUP", () => undefined);
  return promise;
}

function tell(error: unknown, json: boolean): number {
  const known = error instanceof ChironError ? error : new ChironError("internal", messageOf(error), { cause: error });
  const { code, message, help } = known;
  if (json) note(JSON.stringify({ code, message, ...(help === undefined ? {} : { help }) }));
  else note(`chiron: ${message}${help === undefined ? "" : `\n  ${help}`}`);
  return errorTable[code].exit;
}
