/** Plans that the Guardian refuses: another way is looked for, or a human is asked. */
import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { human, startWorld, type World, webService } from "../support/engine.ts";
import { breakFile, filesWorld, messagesOf, putBack, ranOf } from "../support/guardian/files-world.ts";
import { freePort } from "../support/ports.ts";

const losing = `
strategies:
  - name: clear everything
    steps:
      - action: command
        with: { argv: [rm, -f, DIR/precious], idempotent: true }
      - action: command
        with: { argv: $target.settings.mend, idempotent: true }
`;

test("REASON-05: data-loss: nothing that is configured lets it through; an approval of that very plan does", async (t) => {
  // All that could be loosened is: the runbook asks to run by itself and is approved, the target is in auto, every policy is wide open.
  const open = `
policies:
  data-loss: {}
  attempts: { perRunbook: 10000 }
  blast-radius: { targets: 1000, groupPercent: 100 }
  loop: { heals: 1000 }
`;
  const { yaml, files } = filesWorld([{ id: "a" }], open, `mode: auto_execute\nrisk: low\n${losing}`);
  const world = await startWorld(t, yaml, { files: { ...files, precious: "the only copy" } });
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-mend" }, human);
  breakFile(world, "a");
  const incident = await world.incident("awaiting_approval");
  const [note] = (world.facade.incident(incident)?.verdicts.at(-1)?.notes ?? []).filter(
    ({ severity }) => severity === "ask",
  );
  assert.equal(note?.policy, "data-loss");
  assert.match(note?.message ?? "", /step 1 \(command\) runs rm, which removes files/);
  assert.deepEqual(ranOf(world), []);
  assert.ok(existsSync(join(world.folder, "precious")));
  const planHash = world.facade.incident(incident)?.approval?.planHash ?? "";
  await assert.rejects(
    world.facade.command({ kind: "approve", incident, planHash: "0".repeat(64) }, human),
    /another plan/,
  );
  await world.facade.command({ kind: "approve", incident, planHash }, human);
  await world.event("incident.moved", (one) => one.data.to === "resolved");
  assert.equal(existsSync(join(world.folder, "precious")), false);
  // The next one is another plan, and is asked about anew.
  breakFile(world, "a");
  await until("it is asked again", () => world.events.filter((one) => one.type === "approval.asked").length === 2);
});

test("REASON-05: data-loss: the policy has no option that could be set", async (t) => {
  const { yaml, files } = filesWorld([{ id: "a" }], "policies: { data-loss: { allow: true } }\n");
  await assert.rejects(
    startWorld(t, yaml, { files }),
    /policies\.data-loss\.allow|"allow".*unknown key|is an unknown key/,
  );
});

const threeWays = `
strategies:
  - name: by night
    steps:
      - action: command
        with: { argv: [touch, DIR/by-night], idempotent: true }
  - name: also by night
    steps:
      - action: command
        with: { argv: [touch, DIR/also-by-night], idempotent: true }
  - name: write it
    steps:
      - action: files.write
        with: { path: DIR/a.ok, content: there }
`;

const noCommands = `
policies:
  no-commands:
    when: plan.actions.exists(action, action == "command")
    severity: forbid
    message: Commands are not run here
    recommendation: write the file instead
    avoid: { actions: [command] }
`;

test("REASON-06: a plan that is refused leads to another strategy that respects what was violated", async (t) => {
  const { yaml, files } = filesWorld([{ id: "a" }], noCommands, threeWays);
  const world = await startWorld(t, yaml, { files });
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-mend" }, human);
  breakFile(world, "a");
  const incident = await world.incident("resolved");
  assert.deepEqual(ranOf(world), ["files.write"]);
  const reflected = world.events.filter((one) => one.type === "plan.reflected");
  assert.equal(reflected.length, 1, "the second way runs a command as well, and is not even proposed");
  assert.equal(reflected[0]?.type === "plan.reflected" && reflected[0].data.violation.strategy, "by night");
  const proposed = world.events.flatMap((one) => (one.type === "plan.proposed" ? [one.data.plan.strategy] : []));
  assert.deepEqual(proposed, ["by night", "write it"]);
  assert.equal(world.facade.incident(incident)?.outcome?.strategy, "write it");
  assert.equal(messagesOf(world, "page").length, 0);
});

test("REASON-06: when nothing that is left respects it, a human gets it with all violations laid out, and nothing has run", async (t) => {
  const byName = noCommands.replace("    avoid: { actions: [command] }\n", "");
  const onlyCommands = threeWays.slice(0, threeWays.indexOf("  - name: write it"));
  const { yaml, files } = filesWorld([{ id: "a" }], byName, `risk: low\n${onlyCommands}`);
  const world = await startWorld(t, yaml, { files });
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-mend" }, human);
  breakFile(world, "a");
  const incident = await world.incident("escalated");
  assert.deepEqual(ranOf(world), []);
  // The action `command` is of medium risk: two refusals are enough.
  const reflected = world.events.flatMap((one) => (one.type === "plan.reflected" ? [one.data] : []));
  assert.deepEqual(
    reflected.map(({ reflection, maxReflections, violation }) => [reflection, maxReflections, violation.strategy]),
    [
      [1, 2, "by night"],
      [2, 2, "also by night"],
    ],
  );
  const moved = world.events.find((one) => one.type === "incident.moved" && one.data.to === "escalated");
  const reason = moved?.type === "incident.moved" ? moved.data.reason : "";
  assert.match(reason, /2 plans were refused: rb-mend \(by night\) – no-commands: Commands are not run here/);
  assert.match(reason, /rb-mend \(also by night\) – no-commands/);
  await until("a human is paged", () => messagesOf(world, "page").length === 1);
  // No plan overrides the Guardian, whoever asks.
  const execute = { kind: "execute", runbook: "rb-mend", incident, confirm: true } as const;
  await assert.rejects(world.facade.command(execute, human), /Commands are not run here/);
  assert.deepEqual(ranOf(world), []);
});

test("REASON-06: a runbook that is refused altogether makes room for the next one that fits", async (t) => {
  const byName = `
policies:
  not-this-one:
    when: plan.runbook == "rb-mend"
    severity: forbid
    message: This runbook is not wanted here
    avoid: { runbook: true }
`;
  const { yaml, files } = filesWorld([{ id: "a" }], byName);
  const second = `id: rb-second\ntitle: The second choice\nversion: 1\nmatches: [file_missing]\npriority: 3\n${threeWays}`;
  const only = second.replace(/ {2}- name: by night[\s\S]*? {2}- name: write it/, "  - name: write it");
  const world = await startWorld(t, yaml.replace("[rb.yaml]", "[rb.yaml, second.yaml]"), {
    files: { ...files, "second.yaml": only },
  });
  for (const runbook of ["rb-mend", "rb-second"])
    await world.facade.command({ kind: "approve_runbook", runbook }, human);
  breakFile(world, "a");
  const incident = await world.incident("resolved");
  assert.equal(world.facade.incident(incident)?.outcome?.runbook, "rb-second");
  assert.deepEqual(ranOf(world), ["files.write"]);
});

test("REASON-05: circuit-breaker: what failed several times rests, then gets one trial, which closes it", async (t) => {
  const failing = `
strategies:
  - name: mend
    verifyWithin: 300ms
    steps:
      - action: command
        with: { argv: [sh, DIR/really.sh], idempotent: true }
escalate: { to: notice }
`;
  const breaker = "policies:\n  circuit-breaker: { runbook: 2, openFor: 4s }\n";
  const ids = ["a", "b", "c", "d"];
  const { yaml, files } = filesWorld(
    ids.map((id) => ({ id })),
    breaker,
    failing,
  );
  const world = await startWorld(t, yaml, { files: { ...files, "really.sh": "exit 1\n" } });
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-mend" }, human);
  for (const id of ["a", "b"]) {
    breakFile(world, id);
    await until(`the repair of ${id} failed`, () => outcomes(world, "failed") === ids.indexOf(id) + 1);
  }
  breakFile(world, "c");
  const held = await world.event("incident.held", (one) => one.data.hold.policy === "circuit-breaker");
  assert.match(held.data.hold.reason, /the circuit breaker of rb-mend is open for .*, after 2 failures in a row/);
  assert.equal(ranOf(world).length, 2);
  writeFileSync(join(world.folder, "really.sh"), `touch ${world.folder}/c.ok ${world.folder}/d.ok\n`);
  breakFile(world, "d");
  await until("the trial came, and closed it", () => outcomes(world, "recovered") >= 1, 30_000);
  const trial = world.events.findLast((one) => one.type === "plan.judged" && one.data.verdict.decision === "approve");
  const kinds = trial?.type === "plan.judged" ? trial.data.verdict.notes.map(({ kind }) => kind) : [];
  assert.ok(kinds.includes("runbook_half_open"), kinds.join());
  for (const id of ["a", "b"]) putBack(world, id);
});

function outcomes(world: World, result: string): number {
  return world.events.filter((one) => one.type === "outcome.recorded" && one.data.outcome.result === result).length;
}

test("REASON-05: capability: a delegate may do what its unexpired grant names, and nothing else; all of it is on record", async (t) => {
  const ports = [await freePort(), await freePort()];
  const service = (id: string, criticality: string, port: number | undefined) => `
  - id: ${id}
    kind: service
    criticality: ${criticality}
    autonomy: auto
    supervisor: { direct: { command: [node, ${webService}, "${port}"] } }`;
  const yaml = `node: test\ntargets:${service("core", "critical", ports[0])}${service("extra", "normal", ports[1])}\npacks: [service]\n`;
  const world = await startWorld(t, yaml);
  const delegate = { kind: "delegate", id: "delegate:critical-trigger" } as const;
  const restart = (target: string) =>
    world.facade.command({ kind: "execute", runbook: "rb-restart-service", target, confirm: true }, delegate);
  const grant = (forMs: number) =>
    world.facade.command(
      {
        kind: "grant",
        delegate: delegate.id,
        capabilities: ["service.restart"],
        criticality: "critical",
        reason: "both healers are down",
        forMs,
      },
      { kind: "service", id: "watchdog" },
    );
  await assert.rejects(restart("core"), /it was granted nothing/);
  const { data } = await grant(60_000);
  const before = world.pid("core");
  await restart("core");
  assert.notEqual(world.pid("core"), before, "restarted");
  await assert.rejects(restart("extra"), /is for critical targets, and extra is normal/);
  await assert.rejects(world.facade.command({ kind: "pause", reason: "x" }, delegate), /no grant names/);
  await assert.rejects(
    world.facade.command({ kind: "approve_runbook", runbook: "rb-restart-service" }, delegate),
    /no grant names/,
  );
  const { id = "" } = (data?.grant ?? {}) as { readonly id?: string };
  await world.facade.command({ kind: "revoke", grant: id, reason: "both are verified" }, human);
  await assert.rejects(restart("core"), /it was granted nothing/);
  await grant(1);
  await assert.rejects(restart("core"), /expired/);
  const uses = () => world.events.flatMap((one) => (one.type === "grant.used" ? [one.data.allowed] : []));
  await until("the last try is on record", () => uses().length === 7);
  assert.deepEqual(uses(), [false, true, false, false, false, false, false]);
});
