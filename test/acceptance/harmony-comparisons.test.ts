import assert from "node:assert/strict";
import { test } from "node:test";
import type { HarmonyView, MarkedText, OutputComparison, Page } from "#core/model";
import { type GatesWorld, narrowPlan, riskyReport, startGates } from "../support/gates.ts";

async function comparisonsOf(
  { ask }: GatesWorld,
  kind: string,
  query = "",
): Promise<{ readonly id: string; readonly page: Page<OutputComparison> }> {
  const { patterns } = (await ask("GET", "harmony")).body as HarmonyView;
  const id = patterns.find((one) => one.kind === kind)?.id ?? "none";
  const { status, body } = await ask("GET", `harmony/patterns/${id}/comparisons${query}`);
  assert.equal(status, 200, JSON.stringify(body));
  return { id, page: body };
}

function marked(text: MarkedText | null | undefined): readonly string[] {
  return (text?.lines ?? []).flatMap(({ text: line, marks }) =>
    marks.map(({ kind, from, to }) => `${kind} ${line.slice(from, to)}`),
  );
}

test("CONTRACT-08: outputs stand beside the contract's text, and what differs is marked in both, whoever asks", async (t) => {
  const world = await startGates(t);
  await world.check("review", riskyReport, { session: "s-1", step: "3" });
  await world.check("plan", narrowPlan);
  const { page: unknown } = await comparisonsOf(world, "unknown_field");
  const [risky] = unknown.items;
  assert.deepEqual([risky?.session, risky?.step, risky?.format, risky?.path], ["s-1", "3", "4.1", "RiskFactors"]);
  assert.deepEqual(marked(risky?.output), ["differs **RiskFactors**: none that we know of"]);
  assert.deepEqual(marked(risky?.contract), ["missing "]);
  assert.equal(risky?.contract?.lines[0]?.text, "## Format 4.1: Review report (P1)");
  const { page: narrow } = await comparisonsOf(world, "missing_column");
  assert.deepEqual(marked(narrow.items[0]?.output), ["missing | Step | Agent |"]);
  assert.deepEqual(marked(narrow.items[0]?.contract), ["demands Inputs", "demands Waits For"]);
});

test("CONTRACT-08: comparisons come in pages, the newest first, and secrets stay masked in them", async (t) => {
  const world = await startGates(t);
  for (const session of ["a", "b", "c"])
    await world.check("review", riskyReport.replace("all is well", "password=hunter2"), { session });
  const { id, page } = await comparisonsOf(world, "unknown_field", "?limit=2");
  assert.deepEqual(
    page.items.map(({ session }) => session),
    ["c", "b"],
  );
  const { body: rest } = await world.ask("GET", `harmony/patterns/${id}/comparisons?limit=2&cursor=${page.next}`);
  assert.deepEqual([rest.items.length, rest.items[0].session, rest.next], [1, "a", null]);
  assert.ok(!JSON.stringify([page, rest]).includes("hunter2"));
  assert.equal((await world.ask("GET", "harmony/patterns/0000000000000000/comparisons")).status, 404);
  assert.equal((await world.ask("GET", `harmony/patterns/${id}/comparisons?limit=21`)).status, 400);
});

test("CONTRACT-08: an output of 900,000 characters is answered cut around what differs, and says what is left out", async (t) => {
  const world = await startGates(t);
  await world.check("review", `${riskyReport}\n${"word ".repeat(180_000)}`);
  const { id, page } = await comparisonsOf(world, "unknown_field");
  assert.ok(JSON.stringify(page).length < 10_000);
  assert.deepEqual(marked(page.items[0]?.output), ["differs **RiskFactors**: none that we know of"]);
  assert.match(
    page.items[0]?.output.cut ?? "",
    /1 long line is cut\. Of this output the first 65,5\d\d characters were kept/,
  );
  const { body: lean } = await world.ask("GET", `harmony/patterns/${id}?violations=0`);
  assert.ok(JSON.stringify(lean).length < 10_000 && lean.violations.length === 0);
});

test("CONTRACT-08: the view says what each pattern weighs, how each gate went, and what a person can do about it", async (t) => {
  const world = await startGates(t);
  await world.check("review", riskyReport);
  for (let times = 0; times < 3; times++) await world.check("plan", narrowPlan);
  const { patterns, gates } = (await world.ask("GET", "harmony")).body as HarmonyView;
  assert.deepEqual(
    patterns.map(({ kind, weight }) => [kind, weight]),
    [
      ["missing_column", 13.1],
      ["unknown_field", 8],
    ],
  );
  const plan = gates.find(({ gate }) => gate === "plan");
  assert.equal(plan?.history.at(-1)?.score, 87);
  assert.deepEqual(
    patterns[0]?.wanted.choices.map(({ does }) => does),
    ["fix", "ignore"],
  );
});
