import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { type Action, type ActionContext, type ApprovedPlan, ChironError, defineAction, type Plan } from "#core/model";
import { createTestClock } from "#core/platform/test";
import { aPlan, aStep, aTarget } from "../../../test/support/model.ts";
import { createExecutor, type Journal } from "./executor.ts";

interface Bench {
  readonly execute: (
    plan: Plan,
    from?: { step: number; attempt: number },
  ) => Promise<{ end: string; reason: string; undone: boolean }>;
  readonly told: string[];
  readonly clock: ReturnType<typeof createTestClock>;
  readonly executor: ReturnType<typeof createExecutor>;
}

function bench(actions: readonly Action[], known: readonly string[] = []): Bench {
  const told: string[] = [];
  const clock = createTestClock();
  const admitted = new WeakSet<object>();
  const journal: Journal = {
    async started({ effect }) {
      told.push(`started ${effect}`);
    },
    async finished({ effect }, end) {
      told.push(`${end} ${effect}`);
    },
    knows: (effect) => known.includes(effect),
  };
  const executor = createExecutor({
    actions: new Map(actions.map((action) => [action.name, action])),
    journal,
    clock,
    isAdmitted: (approved) => admitted.has(approved),
    spend: (approved) => void admitted.delete(approved),
    context: (target, effect, signal) => ({ target, effect, signal, clock }) as unknown as ActionContext,
  });
  return {
    told,
    clock,
    executor,
    execute(plan, from) {
      const approved = { plan } as ApprovedPlan;
      admitted.add(approved);
      return executor.execute(approved, {
        target: aTarget(),
        signal: new AbortController().signal,
        ...(from ? { from } : {}),
      });
    },
  };
}

function action(name: string, run: (signal: AbortSignal) => Promise<boolean>, undo?: () => Promise<boolean>): Action {
  const answer = (success: boolean) => ({
    success,
    summary: `${name} ${success ? "worked" : "did not work"}`,
    artifacts: [],
  });
  return defineAction({
    name,
    summary: name,
    schema: z.object({}),
    risk: "low",
    idempotent: true,
    dryRun: async () => name,
    run: async (_input, { signal }) => answer(await run(signal)),
    ...(undo === undefined ? {} : { undo: async () => answer(await undo()) }),
  });
}

const planOf = (...names: readonly string[]) =>
  aPlan({ steps: names.map((name, index) => aStep({ index, action: name, timeoutMs: 1_000 })) });
const good = async () => true;
const bad = async () => false;

test("REASON-04: a plan without the guard's admission is not run", async () => {
  const { executor, told } = bench([action("a", good)]);
  const forged = { plan: planOf("a") } as ApprovedPlan;
  const options = { target: aTarget(), signal: new AbortController().signal };
  await assert.rejects(executor.execute(forged, options), ChironError);
  assert.deepEqual(told, []);
});

test("HOST-11: each step is journaled before it runs and after it ended, under a derived id", async () => {
  const { execute, told } = bench([action("a", async () => told.push("ran a") > 0), action("b", good)]);
  const execution = await execute(planOf("a", "b"));
  assert.equal(execution.end, "done");
  assert.deepEqual(told, [
    "started inc-1/plan-1/0/1",
    "ran a",
    "done inc-1/plan-1/0/1",
    "started inc-1/plan-1/1/1",
    "done inc-1/plan-1/1/1",
  ]);
});

test("HOST-12: an effect that was started before is refused, whoever asks", async () => {
  const { execute, told } = bench([action("a", good)], ["inc-1/plan-1/0/1"]);
  await assert.rejects(execute(planOf("a")), /was started before/);
  assert.deepEqual(told, []);
});

test("HOST-12: after a crash it goes on with the step it died in, as another attempt", async () => {
  const { execute, told } = bench([action("a", good), action("b", good)], ["inc-1/plan-1/0/1", "inc-1/plan-1/1/1"]);
  await execute(planOf("a", "b"), { step: 1, attempt: 2 });
  assert.deepEqual(told, ["started inc-1/plan-1/1/2", "done inc-1/plan-1/1/2"]);
});

test("HOST-14: a failed step fails the strategy, and what follows does not run", async () => {
  const { execute, told } = bench([action("a", bad), action("b", good)]);
  const execution = await execute(planOf("a", "b"));
  assert.equal(execution.end, "failed");
  assert.match(execution.reason, /step 1 \(a\) failed: a did not work/);
  assert.deepEqual(told, ["started inc-1/plan-1/0/1", "failed inc-1/plan-1/0/1"]);
});

test("HOST-14: an action that throws fails its step, never the engine", async () => {
  const throwing = action("a", () => {
    throw new Error("boom");
  });
  assert.match((await bench([throwing]).execute(planOf("a"))).reason, /boom/);
});

test("HOST-14: a step is ended at its timeout", async () => {
  let ended = false;
  const patient = action("a", async (signal) => {
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    ended = true;
    return true;
  });
  const { execute, clock } = bench([patient]);
  const execution = execute(planOf("a"));
  await clock.advance(999);
  assert.equal(ended, false);
  await clock.advance(1);
  assert.match((await execution).reason, /took longer than 1s/);
  assert.equal(ended, true);
});

test("HOST-14: an action that does not even react to being ended is left behind", async () => {
  const { execute, clock, told } = bench([action("a", () => new Promise(() => undefined))]);
  const execution = execute(planOf("a"));
  await clock.advance(1_000);
  assert.equal(told.length, 1);
  await clock.advance(10_000);
  assert.match((await execution).reason, /left behind/);
  assert.equal(told.at(-1), "failed inc-1/plan-1/0/1");
});

test("REASON-12: a failed strategy is undone in reverse, where its actions can be", async () => {
  const undone: string[] = [];
  const undoable = (name: string, run = good) => action(name, run, async () => undone.push(name) > 0);
  const { execute, told } = bench([undoable("a"), action("b", good), undoable("c"), undoable("d", bad)]);
  const execution = await execute(planOf("a", "b", "c", "d"));
  assert.deepEqual(undone, ["d", "c", "a"], "also the step that failed half way");
  assert.equal(execution.undone, true);
  assert.ok(told.includes("started inc-1/plan-1/0/1/undo"));
});

test("REASON-12: an undo that fails is said", async () => {
  const { execute } = bench([action("a", good, bad), action("b", bad)]);
  assert.equal((await execute(planOf("a", "b"))).undone, false);
});

test("REASON-12: an undo is journaled too, and is not done twice", async () => {
  const undone: string[] = [];
  const { executor } = bench([action("a", good, async () => undone.push("a") > 0)], ["inc-1/plan-1/0/1/undo"]);
  await executor.undo(planOf("a"), aTarget(), planOf("a").steps);
  assert.deepEqual(undone, []);
});
