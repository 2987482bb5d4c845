/** What every action must hold to, on a real stage: run for some of them by each file that has what they need. */
import assert from "node:assert/strict";
import { watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { z } from "zod";
import type { Action, ActionResult } from "#core/model";
import { until } from "#core/platform/test";
import { actions } from "#loop/act";
import { cases, needs } from "../action-cases.ts";
import { actionNamed, openStage, type Stage } from "../actions.ts";
import { snapshot } from "../snapshot.ts";

/** Of the actions whose case has that need; undefined: that needs nothing. */
export function actionContract(need: string | undefined): void {
  for (const [name, action] of actions) {
    if (needs[name] !== need) continue;
    saysWhatItWouldDo(name, action);
    doesIt(name, action);
    undoesIt(name, action);
  }
}

function saysWhatItWouldDo(name: string, action: Action): void {
  test(`${name}: its schema is documented, strict, and reads its own output`, async (t) => {
    assert.equal(action.name, name);
    assert.match(action.summary, /^[A-Z].{10,}[^.]$/);
    const schema = z.toJSONSchema(action.schema, { io: "input" }) as { type?: string; properties?: object };
    assert.equal(schema.type, "object");
    assert.ok(Object.keys(schema.properties ?? {}).length > 0);
    const { input } = await prepared(openStage(t), name);
    assert.equal(action.schema.safeParse({ ...input, surprise: 1 }).success, false, "an unknown key is refused");
    const once = action.schema.parse(input);
    assert.deepEqual(
      action.schema.parse(JSON.parse(JSON.stringify(once))),
      once,
      "a plan is kept as JSON and read again",
    );
  });

  test(`HOST-15: ${name}: its dry run says exactly what it would do, and changes nothing`, async (t) => {
    const stage = openStage(t);
    const { input, context, says } = await prepared(stage, name);
    const watched = await watching(t, stage.base);
    const before = everything(stage);
    const children = childrenOf(stage);
    const text = await action.dryRun(input, context);
    assert.equal(await action.dryRun(input, context), text, "asked twice, it says the same");
    assert.deepEqual(everything(stage), before);
    assert.deepEqual(await watched(), []);
    // Children of the tests before may still be ending; new ones there may not be.
    assert.deepEqual(
      childrenOf(stage).filter((pid) => !children.includes(pid)),
      [],
    );
    assert.match(text, /^Would .+\.$/s);
    for (const part of says) assert.ok(text.includes(part), `${text}\ndoes not say: ${part}`);
  });
}

function doesIt(name: string, action: Action): void {
  test(`HOST-15: ${name}: its run does what the dry run said, and answers with success, summary and artifacts`, async (t) => {
    const stage = openStage(t);
    const { input, context, done } = await prepared(stage, name);
    const result = await action.run(input, context);
    assertResult(result);
    assert.ok(result.success, result.summary);
    await done();
    assert.doesNotMatch(snapshot(stage.world).join("\n"), /\.chiron-|\.tmp\b/, "nothing is left beside");
    assert.doesNotMatch(JSON.stringify(result), /hunter22/, "a secret is not kept");
  });
}

function undoesIt(name: string, action: Action): void {
  if (action.undo !== undefined) {
    test(`HOST-14: ${name}: its undo puts everything back, byte for byte, also when asked twice`, async (t) => {
      const stage = openStage(t);
      const { input, context, undone } = await prepared(stage, name);
      const before = snapshot(stage.world);
      assert.ok((await action.run(input, context)).success);
      assert.deepEqual(await undo(action, input, context), []);
      assert.deepEqual(snapshot(stage.world), before);
      await undone?.();
      if (name !== "command") assert.deepEqual(await undo(action, input, context), []);
      assert.deepEqual(snapshot(stage.world), before);
    });

    test(`HOST-14: ${name}: an undo of what never ran changes nothing`, async (t) => {
      const stage = openStage(t);
      const { input, context } = await prepared(stage, name);
      const before = snapshot(stage.world, { identity: true });
      assert.deepEqual(await undo(action, input, context), []);
      assert.deepEqual(snapshot(stage.world, { identity: true }), before);
    });
  }

  test(`HOST-14: ${name}: told to end before it began, it touches nothing and says so`, async (t) => {
    const stage = openStage(t);
    const { input, context } = await prepared(stage, name);
    const before = snapshot(stage.world, { identity: true });
    const result = await action.run(input, { ...context, signal: AbortSignal.abort(new Error("time is up")) });
    assertResult(result);
    // A start is not broken off: it only makes true what the owner declared.
    if (name !== "service.start") assert.equal(result.success, false);
    assert.deepEqual(snapshot(stage.world, { identity: true }), before);
    assert.deepEqual(stage.told, []);
  });
}

/** Resolves once the watch is whole; what it gives tells what has changed since. The kernel tells of changes in their order. */
async function watching(t: TestContext, folder: string): Promise<() => Promise<readonly string[]>> {
  const seen: string[] = [];
  const watcher = watch(folder, { recursive: true }, (event, file) => seen.push(`${event} ${file}`));
  t.after(() => watcher.close());
  const mark = async (name: string) => {
    writeFileSync(join(folder, name), "");
    await until(`${name} is seen`, () => seen.some((one) => one.endsWith(` ${name}`)));
  };
  await mark("watch-begins");
  seen.length = 0;
  return async () => {
    await mark("watch-ends");
    return seen.filter((one) => !/ watch-(begins|ends)$/.test(one));
  };
}

async function prepared(stage: Stage, name: string) {
  const make = cases[name];
  assert.ok(make !== undefined, `there is no case for ${name}`);
  const { target, input, watched = [], ...rest } = await make(stage);
  const context = stage.context({ watched: () => watched, ...(target === undefined ? {} : { target }) });
  return { ...rest, input: actionNamed(name).schema.parse(input), context };
}

/** Files with their inodes and times, the processes of the service, the messages. */
function everything(stage: Stage): unknown {
  return {
    files: snapshot(stage.base, { identity: true }),
    service: stage.services.look("web"),
    marked: stage.marked(),
    told: [...stage.told],
  };
}

function childrenOf({ platform: { processes } }: Stage): readonly number[] {
  return processes
    .list()
    .map(({ identity }) => identity.pid)
    .filter((pid) => {
      const seen = processes.look(pid);
      return seen.exists && seen.parentPid === process.pid;
    });
}

async function undo(action: Action, input: object, context: ReturnType<Stage["context"]>): Promise<readonly string[]> {
  const result = await action.undo?.(input, { ...context, effect: `${context.effect}/undo` });
  assert.ok(result !== undefined);
  assertResult(result);
  return result.success ? [] : [result.summary];
}

function assertResult(result: ActionResult): void {
  assert.deepEqual(Object.keys(result).sort(), ["artifacts", "success", "summary"]);
  assert.ok(result.summary.length > 0);
  for (const artifact of result.artifacts) assert.match(artifact.kind, /^(process|file|output|message)$/);
}
