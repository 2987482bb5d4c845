/**
 * Never two engines (HEALER-08): one is stopped at an exact point, another takes over, the first is resumed. Real processes, real signals; the
 * target counts how often it was started.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { verifyLog } from "#core/log/verify";
import { exitCodes } from "#core/model";
import { pidOfChild, temporaryFolder, until, within } from "#core/platform/test";
import { answers, startWorld, webService } from "../support/engine.ts";
import { startLasting } from "../support/lasting-engine.ts";
import { freePort } from "../support/ports.ts";

const engineMain = join(import.meta.dirname, "../support/stopping-engine.main.ts");

const yamlFor = (port: number) => `
node: test
targets:
  - id: web
    kind: service
    criticality: critical
    autonomy: auto
    supervisor:
      direct: { command: [/bin/sh, DIR/run.sh, "${port}"] }
    probes:
      - http: { url: "http://127.0.0.1:${port}/", every: 1s, timeout: 1s }
packs: [service]
`;

function prepare(t: TestContext, port: number): string {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, "data"), { mode: 0o700 });
  writeFileSync(join(folder, "chiron.yaml"), yamlFor(port).replaceAll("DIR", folder));
  writeFileSync(join(folder, "run.sh"), `printf x >> ${folder}/starts\nexec ${process.execPath} ${webService} "$1"\n`);
  return folder;
}

interface Stopped {
  readonly engine: ChildProcess;
  readonly said: () => string;
  readonly ended: Promise<number | null>;
}

/** An engine that has started the service, whose service was killed, and that is stopped at the point. */
async function stopAt(t: TestContext, folder: string, point: string, port: number): Promise<Stopped> {
  const engine = spawn(process.execPath, [engineMain, folder, point], { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => engine.kill("SIGKILL"));
  let said = "";
  engine.stdout.setEncoding("utf8").on("data", (part: string) => {
    said += part;
  });
  const ended = new Promise<number | null>((resolve) => engine.once("exit", (code) => resolve(code)));
  const pid = Number(await answers(`http://127.0.0.1:${port}/`));
  await until("the engine is ready", () => said.includes("ready"));
  process.kill(pid, "SIGKILL");
  await until("the engine is stopped", () => stateOf(pidOfChild(engine)) === "T");
  return { engine, ended, said: () => said };
}

function stateOf(pid: number): string | undefined {
  return /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1];
}

test("HEALER-08: an engine that was stopped right before its effect, replaced and resumed, finds it refused, says so and ends", async (t) => {
  const port = await freePort();
  const folder = prepare(t, port);
  const { engine, ended, said } = await stopAt(t, folder, "after:step.started:1", port);

  const world = await startWorld(t, yamlFor(port), { folder, takeOver: true });
  const taken = await world.event("lease.taken", ({ data }) => data.generation === 2);
  assert.equal(taken.data.tookOver, true);
  await world.incident("resolved");
  const healed = world.pid("web");

  engine.kill("SIGCONT");
  assert.equal(await within("the end of the replaced engine", ended), exitCodes.replaced);
  assert.match(said(), /effect refused: lease generation 1, now 2/);
  const refused = await world.event("effect.refused");
  assert.match(refused.data.effect, /^inc-.*\/0\/1$/, "it is the very step that it had announced");
  assert.deepEqual([refused.data.generation, refused.data.holder], [1, 2]);
  const joined = await world.event("journal.joined");
  assert.match(joined.data.writer, /^engine-/);
  assert.equal(readFileSync(join(folder, "starts"), "utf8"), "xx", "once by the first, and once by the repair");
  assert.equal(Number(await answers(`http://127.0.0.1:${port}/`)), healed, "its end did not touch the service");
  assert.equal(world.pid("web"), healed);
  await world.stop();
  assert.deepEqual(verifyLog(join(folder, "data", "chiron.db")).problems, []);
});

test("HEALER-08: one that was stopped in the middle of a write holds the file: its successor observes, and takes over once it is let go", async (t) => {
  const port = await freePort();
  const folder = prepare(t, port);
  const { engine, ended } = await stopAt(t, folder, "during:step.started:1", port);

  const yaml = yamlFor(port).replaceAll("DIR", folder);
  const next = await startLasting(t, folder, join(folder, "data"), yaml, true);
  assert.equal(next.engine().observing, true, "it cannot write, and does nothing");
  assert.equal(readFileSync(join(folder, "starts"), "utf8"), "x");

  engine.kill("SIGCONT");
  await next.event("lease.taken", ({ data }) => data.generation === 2 && data.tookOver === true);
  assert.equal(next.engine().observing, false);
  assert.equal(await within("the end of the replaced engine", ended), exitCodes.replaced);
  await answers(`http://127.0.0.1:${port}/`);
  await next.event("journal.joined");
  // Until its lease was taken the first was the one, and it may have healed in that time; or the second has.
  assert.equal(readFileSync(join(folder, "starts"), "utf8"), "xx");
  await next.stop();
  assert.deepEqual(verifyLog(join(folder, "data", "chiron.db")).problems, []);
});
