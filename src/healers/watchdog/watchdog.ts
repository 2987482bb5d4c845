/**
 * The watchdog: the process that a terminal or a service manager sees. It starts the two healers, sees to it that they live, and takes
 * them along when it ends. It has no other duty, and needs nothing but the file system.
 */
import { flushCompileCache } from "node:module";
import { exitCodes } from "#core/model/plain";
import {
  clean,
  type HealerArguments,
  joinAs,
  type Member,
  note,
  outliveReaders,
  ownIdentity,
  parseArguments,
  placesIn,
  runLoop,
  shedStartup,
  sideAudit,
} from "#healers/mutual";
import { announce, bringUp, type Known } from "./bring-up.ts";
import { endAll } from "./end-all.ts";
import { endThroughHolder, isAskedFor, isFirstOne, takeOver } from "./handover.ts";
import { stoppedByManager } from "./manager-stop.ts";
import { createRecovery } from "./recover-both.ts";
import { serviceManagerOf } from "./service-manager.ts";
import { type HowToEnd, type Signals, watchSignals } from "./signals.ts";

/** `--first`: a person, or a service manager, starts all of it, and is told when it is up. Without it a healer has started only the watchdog. */
export async function main(words: readonly string[]): Promise<void> {
  outliveReaders();
  const isFirst = words.includes("--first");
  const given = parseArguments(words.filter((word) => word !== "--first"));
  const say = (line: string) => note(`chiron: ${line}`);
  const recovery = createRecovery(given);
  const join = () =>
    joinAs({
      role: "watchdog",
      given,
      audit: sideAudit("watchdog", given.dataDir),
      emergency: (member, faults) => recovery.recover(member, faults),
      say,
    });
  const signals = watchSignals(given.keepServices);
  const ending = new AbortController();
  void signals.first.then(() => ending.abort());
  // A service manager speaks to the one that it started, and to no other.
  const joined =
    isFirst && given.unattended
      ? await takeOver(join, placesIn(given.dataDir).handover, ownIdentity(), ending.signal)
      : join();
  if (joined.member === undefined && ending.signal.aborted && !isFirstOne(joined.heldBy)) {
    process.exit(await endThroughHolder(join, await signals.first, signals.second));
  }
  if (joined.member === undefined) {
    // Two healers may have started one each: the first is as good as the other.
    process.exitCode = isFirst ? refuse(given, joined.heldBy) : exitCodes.done;
    return;
  }
  const { member } = joined;
  recovery.takeUp(member);
  process.exit(await (isFirst ? guard(member, given, signals, ending.signal, say) : standIn(member, given, signals)));
}

async function guard(
  member: Member,
  given: HealerArguments,
  signals: Signals,
  ending: AbortSignal,
  say: (line: string) => void,
): Promise<number> {
  const manager = serviceManagerOf(process.env, say);
  const loop = runLoop(member, () => manager.looked());
  const known: Known = new Map();
  const result = await bringUp(member, given, known, ending);
  if ("up" in result) announce(result.up, given);
  let code: number = exitCodes.done;
  if ("code" in result && !ending.aborted) {
    await endAll(member, { reason: "it could not start", keepServices: true }, known, signals.second);
    code = result.code;
  } else {
    loop.watch();
    loop.say("healthy");
    if ("up" in result) manager.ready(`engine ${result.up.engine.pid}, mender ${result.up.mender.pid}`);
    // A process that is killed has no time for it; the next start is then as quick as this could have been.
    shedStartup();
    flushCompileCache();
    const how = await Promise.race([signals.first, homeless(member)]);
    manager.stopping();
    loop.say("ending");
    // The end of a service may take its time; whoever pressed Ctrl-C is to see that it was heard.
    say(`ending (${how.reason}); its services ${how.keepServices ? "go on" : "end with it"}`);
    code = await endAll(member, how, known, signals.second);
  }
  loop.stop();
  member.close();
  return code;
}

/** One that a healer started, in the place of one that a person or a service manager had started; whoever starts one again gets the role. */
async function standIn(member: Member, { keepServices }: HealerArguments, signals: Signals): Promise<number> {
  const { handover } = member.places;
  const over = new AbortController();
  const asked = Promise.withResolvers<"asked">();
  const loop = runLoop(member, () => {
    if (isAskedFor(handover, member.own().process)) asked.resolve("asked");
  });
  loop.watch();
  loop.say("healthy");
  shedStartup();
  flushCompileCache();
  const stopped = stoppedByManager(process.env, keepServices, over.signal);
  const how = await Promise.race([signals.first, asked.promise, homeless(member), stopped]);
  over.abort();
  let code: number = exitCodes.done;
  if (how === "asked") await member.rest();
  else {
    loop.say("ending");
    code = await endAll(member, how, new Map(), signals.second);
  }
  loop.stop();
  member.close();
  return code;
}

async function homeless(member: Member): Promise<HowToEnd> {
  await member.homeless;
  return { reason: "its data folder is gone", keepServices: true };
}

function refuse({ dataDir, json }: HealerArguments, heldBy: number | string): number {
  const holder = typeof heldBy === "number" ? `pid ${heldBy}` : heldBy;
  const message = `Chiron runs already on ${dataDir} (${holder})`;
  const help =
    "One Chiron can use a data folder at a time. End the other one (chiron down), or choose another folder with --data-dir.";
  note(json ? JSON.stringify({ code: "conflict", message, help }) : `chiron: ${clean(message)}\n  ${help}`);
  return exitCodes.refused;
}
