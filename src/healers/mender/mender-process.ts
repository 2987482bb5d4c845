/** The mender as a process: the healer of code, contracts and configuration, and of the engine. */
import { flushCompileCache } from "node:module";
import { exitCodes } from "#core/model/plain";
import {
  joinAs,
  note,
  outliveReaders,
  parseArguments,
  readEnding,
  runLoop,
  shedStartup,
  sideAudit,
} from "#healers/mutual";
import { createWork } from "./work.ts";

export async function main(words: readonly string[]): Promise<void> {
  outliveReaders();
  const ended = new Promise<void>((resolve) => {
    for (const name of ["SIGTERM", "SIGINT", "SIGUSR2"] as const) process.on(name, () => resolve());
  });
  process.on("SIGHUP", () => undefined);
  const given = parseArguments(words);
  const joined = joinAs({
    role: "mender",
    given,
    audit: sideAudit("mender", given.dataDir),
    say: (line) => note(`chiron: ${line}`),
  });
  if (joined.member === undefined) return;
  const { member } = joined;
  const work = createWork(given.dataDir, member.tookOverFrom !== undefined, (line) => note(`chiron: ${line}`));
  const loop = runLoop(member, () => work.turn());
  if (readEnding(member.places.ending) === undefined) {
    loop.watch();
    loop.say("healthy");
    shedStartup();
    flushCompileCache();
    await Promise.race([ended, member.homeless]);
  }
  loop.say("ending");
  await Promise.all([member.rest(), work.stop()]);
  loop.stop();
  member.close();
  process.exit(exitCodes.done);
}
