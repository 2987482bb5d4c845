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
  parseArguments,
  runLoop,
  sideAudit,
} from "#healers/mutual";
import { announce, bringUp, type Known } from "./bring-up.ts";
import { recoverBoth } from "./emergency.ts";
import { endAll } from "./end-all.ts";
import { type HowToEnd, watchSignals } from "./signals.ts";

/** `--first`: a person, or a service manager, starts all of it, and is told when it is up. Without it a healer has started only the watchdog. */
export async function main(words: readonly string[]): Promise<void> {
  outliveReaders();
  const isFirst = words.includes("--first");
  const given = parseArguments(words.filter((word) => word !== "--first"));
  const joined = joinAs({
    role: "watchdog",
    given,
    audit: sideAudit("watchdog", given.dataDir),
    emergency: (member, faults) => recoverBoth(member, given, faults),
    say: (line) => note(`chiron: ${line}`),
  });
  if (joined.member === undefined) {
    // Two healers may have started one each: the first is as good as the other.
    process.exitCode = isFirst ? refuse(given, joined.heldBy) : exitCodes.done;
    return;
  }
  process.exit(await guard(joined.member, given, isFirst));
}

async function guard(member: Member, given: HealerArguments, isFirst: boolean): Promise<number> {
  const signals = watchSignals(given.keepServices);
  const loop = runLoop(member);
  const known: Known = new Map();
  const ending = new AbortController();
  void signals.first.then(() => ending.abort());
  const result = isFirst ? await bringUp(member, given, known, ending.signal) : undefined;
  if (result !== undefined && "up" in result) announce(result.up, given);
  let code: number = exitCodes.done;
  if (result !== undefined && "code" in result && !ending.signal.aborted) {
    await endAll(member, { reason: "it could not start", keepServices: true }, known, signals.second);
    code = result.code;
  } else {
    loop.watch();
    loop.say("healthy");
    // A process that is killed has no time for it; the next start is then as quick as this could have been.
    flushCompileCache();
    const how = await Promise.race([signals.first, homeless(member)]);
    loop.say("ending");
    code = await endAll(member, how, known, signals.second);
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
