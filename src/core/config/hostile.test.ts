import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readWritten } from "../../../test/support/configuration.ts";
import { workedMs } from "../platform/test/index.ts";

const chiron = [
  "targets:",
  "  - id: web",
  "    kind: service",
  '    supervisor: { direct: { command: [sleep, "9"] } }',
  "    settings: { dir: /srv/x, script: id }",
  "packs: [service]",
  "runbooks: [rb.yaml]",
  "",
].join("\n");

/** A step with this input, in JSON, which is YAML. */
function runbook(action: string, input: unknown, matches = "process_dead"): string {
  const strategies = [{ name: "a", steps: [{ action, with: input }] }];
  return JSON.stringify({ id: "rb-x", title: "X", version: 1, matches: [matches], strategies });
}

const interpolated = [
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what is refused
  "${HOME}",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what is refused
  "/srv/${target.id}/x",
  "$HOME",
  "$HOME/x",
  "$(id)",
  "x $(id) y",
  "`id`",
  "{{ target.id }}",
  "{{reading.values.x}}",
  "<%= reading %>",
  "/srv/$target.id/x",
  "--name=$target.id",
  "$target",
  "$target.settings['dir']",
  "$target.id ; rm -rf /",
  "$reading.values.name",
  "$readings.http.error",
  "$incident.id",
  "$anomaly.type",
  "$alert.labels.host",
  "$env.PATH",
];

test("HOST-17: interpolation is refused when the runbook is loaded, in every form and place", async (t) => {
  for (const text of interpolated) {
    for (const input of [
      { argv: ["echo", text] },
      { argv: ["echo"], cwd: text },
      { argv: ["echo"], env: { A: text } },
    ]) {
      const read = await readWritten(t, { "chiron.yaml": chiron, "rb.yaml": runbook("command", input) });
      assert.equal(read.settings, undefined, text);
      assert.match(
        read.said,
        /^rb\.yaml:1:\d+ {2}strategies\[0\]\.steps\[0\]\.with\.\S+ .*(no string interpolation|is not a reference)/,
      );
    }
    const asKey = { argv: ["echo"], env: { [text]: "x" } };
    assert.equal(
      (await readWritten(t, { "chiron.yaml": chiron, "rb.yaml": runbook("command", asKey) })).settings,
      undefined,
    );
  }
});

test("HOST-17: what only looks a little like it is taken as it stands", async (t) => {
  const argv = ["awk", "{print $1, $NF}", "-e", "^ok$", "100%", "5$", "a;b && c | d > e"];
  const read = await readWritten(t, { "chiron.yaml": chiron, "rb.yaml": runbook("command", { argv }) });
  assert.equal(read.said, "");
  const own = read.settings?.runbooks.find(({ shipped }) => !shipped);
  assert.deepEqual(own?.runbook.strategies[0]?.steps[0]?.with, { argv });
});

test("HOST-17: a shell that would read a command is refused when the runbook is loaded, also beside references", async (t) => {
  const inputs = [
    { argv: ["sh", "-c", "id"] },
    { argv: ["/bin/bash", "-ec", "id"] },
    { argv: ["env", "A=b", "sh", "-c", "id"] },
    { argv: ["sh", "-c", "id"], cwd: "$target.settings.dir" },
    { argv: ["sh", "-c", "$target.settings.script"] },
    { argv: ["true"], undo: ["sh", "-c", "id"], cwd: "$target.settings.dir" },
  ];
  for (const input of inputs) {
    // Where a target has the trouble, and where none has.
    for (const type of ["process_dead", "signal_stale"]) {
      const read = await readWritten(t, { "chiron.yaml": chiron, "rb.yaml": runbook("command", input, type) });
      assert.equal(read.settings, undefined, JSON.stringify(input));
      assert.match(read.said, /runs (sh|bash) -c, and no shell reads a step's command/);
    }
  }
});

test("HOST-17: names that could leave their place are refused, whatever they are names of", async (t) => {
  const names = [
    "../../etc",
    "a/b",
    "a b",
    "a;b",
    "-rf",
    "",
    ".",
    "a\u0000b",
    "a\u001b[31m",
    "ä",
    "x".repeat(200),
    "__proto__",
    "constructor",
  ];
  for (const name of names) {
    const key = JSON.stringify(name);
    const refused = [
      `targets: [ { id: ${key}, kind: service } ]`,
      `targets: [ { id: a, kind: service, group: ${key} } ]`,
      `targets: [ { id: a, kind: service, probes: [ tcp: { port: 1, id: ${key} } ] } ]`,
      `node: ${key}`,
      `policies: { ${key}: {} }`,
      `packs: [ ${key} ]`,
    ];
    for (const yaml of refused) {
      // A word without any meaning of its own may name a target; nothing can be done with it but that.
      const mayStand = name === "constructor" && !yaml.startsWith("policies") && !yaml.startsWith("packs");
      const { settings } = await readWritten(t, yaml);
      assert.equal(settings === undefined, !mayStand, yaml.slice(0, 80));
    }
    assert.equal(
      (
        await readWritten(t, {
          "chiron.yaml": chiron,
          "rb.yaml": runbook("command", { argv: ["true"] }).replace("rb-x", name),
        })
      ).settings === undefined,
      name !== "constructor",
    );
  }
});

test("HOST-17: a huge, deep or swollen file is refused within seconds, and nothing in it is run", async (t) => {
  const mark = "touched";
  const touching = `targets: [ { id: a, kind: service, supervisor: { direct: { command: [touch, ${mark}] } } } ]\n`;
  const hostile: Readonly<Record<string, string>> = {
    "is larger than 2 MB": `${touching}# ${"x".repeat(10 * 1024 * 1024)}`,
    "nested deeper than 100": `${touching}x: ${"[".repeat(50_000)}`,
    "is not allowed": `${touching}x: { __proto__: { a: 1 } }`,
    "values, with what aliases repeat": `${touching}a: &a [${"x,".repeat(1_000)}]\nb: &b [${"*a,".repeat(1_000)}]\n`,
    "there may be more": touching + Array.from({ length: 50_000 }, (_, at) => `k${at}: 1\n`).join(""),
    "must be a list": `targets: ${touching.length}`,
  };
  for (const [expected, yaml] of Object.entries(hostile)) {
    const before = workedMs();
    const { settings, said, folder } = await readWritten(t, yaml);
    assert.equal(settings, undefined);
    assert.ok(said.includes(expected), `${expected}: ${said.slice(0, 200)}`);
    assert.ok(workedMs() - before < 10_000, expected);
    assert.ok(!existsSync(join(folder, mark)));
  }
});

test("HOST-17: thousands of targets that need each other are read within seconds", async (t) => {
  const list = Array.from(
    { length: 3_000 },
    (_, at) => `  - { id: t${at}, kind: service, dependsOn: [t${at + 1}], probes: [ tcp: { port: 80 } ] }\n`,
  );
  const before = workedMs();
  const chain = await readWritten(t, `targets:\n${list.join("")}  - { id: t3000, kind: service }\npacks: [service]\n`);
  assert.equal(chain.settings?.targets.length, 3_001);
  const circle = await readWritten(t, `targets:\n${list.join("")}  - { id: t3000, kind: service, dependsOn: [t0] }\n`);
  assert.match(circle.said, /depends on itself: t0 → t1 → t2 → t3 → t4 → t5 → … → t2997 → t2998 → t2999 → t3000 → t0/);
  assert.ok(workedMs() - before < 20_000);
});
