/** What has to hold with every supervisor that is not Chiron's own, told once for all of them. */
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { isExternal, type Verdict } from "#core/model";
import { temporaryFolder, until } from "#core/platform/test";
import { validateConfiguration } from "#healers/engine";
import { createServices } from "#loop/act";
import { actionNamed, openStage, targetWith } from "../actions.ts";
import { answers, ask, startWorld, type World, webService } from "../engine.ts";
import { freePort } from "../ports.ts";
import type { Rig, RigOptions } from "./rig.ts";

type Restarts = RigOptions["restarts"];

export async function basics(t: TestContext, restarts: Restarts): Promise<RigOptions> {
  return { folder: temporaryFolder(t), port: await freePort(), restarts };
}

export const yaml = ({ supervisor, url }: Rig) => `
node: test
targets:
  - id: web
    kind: service
    criticality: critical
    autonomy: auto
    supervisor:
      ${supervisor}
    probes:
      - http: { url: "${url}", every: 500ms, timeout: 500ms, expect: { status: 200 } }
packs: [service]
`;

export const steps = (world: World) => world.events.filter((one) => one.type === "step.started");

/** The process that answers; and Chiron knows it. */
export async function known(world: World, { url }: Rig): Promise<number> {
  const pid = Number(await answers(url));
  await until("it is the process that Chiron watches", () => world.pid("web") === pid);
  return pid;
}

export const lastValues = (world: World, probe: string) =>
  world.facade.target("web")?.probes.find(({ id }) => id === probe)?.last?.values;

export async function stoppedOnPurpose(world: World): Promise<void> {
  await until("the reading says so", () => {
    const values = lastValues(world, "process");
    return values?.running === false && values.stoppedOnPurpose === true;
  });
}

type Story = (t: TestContext, rig: Rig) => Promise<void>;

export function supervisorStories(name: string, rigOf: (t: TestContext, restarts: Restarts) => Promise<Rig>): void {
  const tell = (story: Story) => async (t: TestContext) => story(t, await rigOf(t, { afterSeconds: 1 }));
  test(`HOST-13: ${name}: what its supervisor restarts by itself is left alone`, tell(leftAlone));
  test(`HOST-13: ${name}: what a person stopped through it stays down, until a person starts it`, tell(staysDown));
  test(`HOST-13: ${name}: what runs and does not serve is restarted through it, and verified`, tell(restartsWhatHangs));
  test(
    `HOST-12: ${name}: an engine ends without its services, and the next one heals what broke meanwhile`,
    tell(outlivesTheEngine),
  );
  test(`HOST-03: ${name}: while its process lives, a look costs no fork and no question`, tell(looksCheaply));
  test(
    `HOST-15: ${name}: a dry run names the service and the order and changes nothing; each order is seen through`,
    tell(carriesOutOrders),
  );
}

async function leftAlone(t: TestContext, rig: Rig): Promise<void> {
  const world = await startWorld(t, yaml(rig));
  const before = await known(world, rig);
  process.kill(before, "SIGKILL");
  await world.event("service.exited", (one) => one.data.process.pid === before);
  const after = await until("another one serves", async () => {
    const pid = Number(await ask(rig.url));
    return pid > 0 && pid !== before ? pid : undefined;
  });
  const started = await world.event("service.started", (one) => one.data.process.pid === after);
  assert.equal(started.data.cause, "supervisor");
  await until("no incident is open", () => world.facade.target("web")?.openIncidents.length === 0, 90_000);
  assert.deepEqual(steps(world), [], "Chiron did nothing");
  assert.equal(Number(await answers(rig.url)), after);
}

async function staysDown(t: TestContext, rig: Rig): Promise<void> {
  const world = await startWorld(t, yaml(rig));
  const before = await known(world, rig);
  await rig.stop();
  await stoppedOnPurpose(world);
  await until("http is asked in vain", () => lastValues(world, "http")?.serving === false);
  await until("nothing is held against it", () => world.facade.target("web")?.openIncidents.length === 0, 60_000);
  assert.deepEqual(steps(world), [], "nobody fought it");
  await rig.start();
  assert.notEqual(await known(world, rig), before);
  assert.deepEqual(steps(world), []);
}

async function restartsWhatHangs(t: TestContext, rig: Rig): Promise<void> {
  const world = await startWorld(t, yaml(rig));
  const before = await known(world, rig);
  process.kill(before, "SIGSTOP");
  const incident = await world.incident("resolved", 60_000);
  const detail = world.facade.incident(incident);
  assert.deepEqual([detail?.type, detail?.runbook], ["service_unresponsive", "rb-restart-hung"]);
  assert.equal(detail?.outcome?.result, "recovered");
  const after = await known(world, rig);
  assert.notEqual(after, before);
  const started = await world.event("service.started", (one) => one.data.process.pid === after);
  assert.equal(started.data.cause, "repair");
  assert.match(detail?.steps.at(-1)?.result?.summary ?? "", /was restarted with pid \d+ \(.*(web|sv).*\)/);
}

async function outlivesTheEngine(t: TestContext, rig: Rig): Promise<void> {
  const first = await startWorld(t, yaml(rig));
  const before = await known(first, rig);
  await first.stop({ keepServices: false });
  assert.equal(Number(await answers(rig.url)), before, "it is not Chiron's to stop");
  process.kill(before, "SIGSTOP");
  const second = await startWorld(t, yaml(rig), { folder: first.folder });
  await second.incident("resolved", 60_000);
  assert.notEqual(await known(second, rig), before);
}

async function looksCheaply(t: TestContext, rig: Rig): Promise<void> {
  const pid = Number(await answers(rig.url));
  const { stage, service } = await staged(t, rig);
  let questions = 0;
  const counted = <T extends object>(door: T): T =>
    new Proxy(door, {
      get: (target, method) => {
        if (method === "run" || method === "http" || method === "readBytes") questions++;
        return Reflect.get(target, method);
      },
    });
  const { platform, options } = stage;
  const services = createServices({
    ...options,
    processes: counted(platform.processes),
    network: counted(platform.network),
    files: counted(platform.files),
  });
  t.after(() => services.release());
  assert.equal((await services.adopt(service)).process?.pid, pid);
  const asked = questions;
  assert.ok(asked > 0);
  for (let look = 0; look < 200; look++) assert.equal((await services.refresh(service)).process?.pid, pid);
  assert.equal(questions, asked);
  process.kill(pid, "SIGKILL");
  await until("it is asked again, since the process has gone", async () => {
    await services.refresh(service);
    return questions > asked;
  });
}

async function carriesOutOrders(t: TestContext, rig: Rig): Promise<void> {
  const before = Number(await answers(rig.url));
  const { stage, service } = await staged(t, rig);
  const context = stage.context({ target: targetWith(service, {}) });
  const { services } = stage;
  const pid = async () => (await services.refresh(service, { now: true })).process?.pid;

  const words = await actionNamed("service.restart").dryRun({ service, force: true }, context);
  for (const part of ["Would restart web", `pid ${before}`, ...rig.says]) assert.ok(words.includes(part), words);
  assert.match(await actionNamed("service.start").dryRun({ service }, context), /already runs/);
  const broken = { ...context, signal: AbortSignal.abort(new Error("time is up")) };
  for (const action of ["service.stop", "service.restart"])
    assert.equal((await actionNamed(action).run({ service }, broken)).success, false);
  assert.match((await services.start(service, context)).summary, /already running/);
  assert.equal(await pid(), before, "nothing was touched");

  for (const force of [true, false]) {
    const last = await pid();
    const restarted = await actionNamed("service.restart").run({ service, force }, context);
    assert.ok(restarted.success, restarted.summary);
    assert.notEqual(await pid(), last);
    assert.equal(stage.heard.at(-1)?.why, "repair");
  }
  await answers(rig.url);
  const stopped = await actionNamed("service.stop").run({ service }, context);
  assert.ok(stopped.success, stopped.summary);
  assert.deepEqual([services.look("web").state, await ask(rig.url)], ["gone", undefined]);
  assert.equal(stage.heard.at(-1)?.what, "stopped", "it is no death");
  assert.equal(services.look("web").report?.state, "gave_up", "a stop of Chiron's own is nobody's wish");
  assert.match((await services.stop(service, context)).summary, /was not running/);
  assert.match(await actionNamed("service.start").dryRun({ service }, context), /Would start web, /);
  const undone = await actionNamed("service.stop").undo?.({ service }, context);
  assert.ok(undone?.success, undone?.summary);
  assert.equal(Number(await answers(rig.url)), await pid());
}

/** The service as chiron.yaml declares it, and what actions need. */
async function staged(t: TestContext, rig: Rig) {
  const stage = openStage(t);
  const file = join(stage.base, "chiron.yaml");
  writeFileSync(file, yaml(rig));
  const read = await validateConfiguration(file);
  const service = read.ok ? read.settings.targets[0]?.supervisor : undefined;
  assert.ok(isExternal(service));
  return { stage, service };
}

export async function healsWhatWasGivenUp(
  t: TestContext,
  rig: Rig,
  words: RegExp,
  signal: NodeJS.Signals = "SIGKILL",
): Promise<World> {
  const world = await startWorld(t, yaml(rig));
  const before = await known(world, rig);
  process.kill(before, signal);
  const incident = await world.incident("resolved");
  const detail = world.facade.incident(incident);
  assert.deepEqual([detail?.type, detail?.runbook], ["process_dead", "rb-restart-service"]);
  assert.equal(detail?.outcome?.result, "recovered");
  const notes = detail?.verdicts.flatMap((verdict) => verdict.notes) ?? [];
  const said = notes.find(({ kind }) => kind === "supervisor_gave_up");
  assert.match(String(said?.evidence.words), words);
  assert.notEqual(await known(world, rig), before);
  return world;
}

/** Its program is broken while its supervisor tries; Chiron waits until that gives up, and then tries itself. */
export async function healsOnceMended(
  t: TestContext,
  rigOf: (t: TestContext, options: RigOptions) => Promise<Rig>,
  words: RegExp,
): Promise<void> {
  const options = await basics(t, { afterSeconds: 0.1 });
  const broken = join(options.folder, "broken");
  const program = join(options.folder, "program");
  const serve = `exec ${process.execPath} ${webService} ${options.port}`;
  writeFileSync(program, `#!/bin/sh\n[ -e ${broken} ] && exit 3\n${serve}\n`, { mode: 0o755 });
  const rig = await rigOf(t, { ...options, command: [program] });
  const world = await startWorld(t, yaml(rig));
  const before = await known(world, rig);
  writeFileSync(broken, "");
  process.kill(before, "SIGKILL");
  const noteOf = ({ data }: { data: { verdict: Verdict } }) =>
    data.verdict.notes.find(({ kind }) => kind === "supervisor_gave_up");
  const judged = await world.event("plan.judged", (one) => noteOf(one) !== undefined, 60_000);
  assert.match(String(noteOf(judged)?.evidence.words), words);
  assert.ok(
    steps(world).every(({ seq }) => seq > judged.seq),
    "it was left alone until then",
  );
  rmSync(broken);
  const incident = await world.incident("resolved", 60_000);
  assert.equal(world.facade.incident(incident)?.outcome?.result, "recovered");
  assert.notEqual(await known(world, rig), before);
}
