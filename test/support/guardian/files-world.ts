/**
 * Targets that are well while a file is there, each mended by a program of its own: small enough to say exactly what a repair does, and to
 * whom.
 */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { World } from "../engine.ts";

export interface FileTarget {
  readonly id: string;
  /** What its repair does, line by line, after the file is there again; DIR is the folder. */
  readonly also?: string;
  readonly more?: string;
}

/** `more`: further keys of chiron.yaml. */
export function filesWorld(targets: readonly FileTarget[], more = "", strategies = mending) {
  const declared = targets.map(
    ({ id, more: own = "" }) => `
  - id: ${id}
    kind: file
    autonomy: auto
    settings: { mend: [sh, DIR/mend-${id}.sh] }
    probes:
      - command: { argv: [test, -f, DIR/${id}.ok], every: 300ms }
${own}`,
  );
  const yaml = `
node: test
targets:${declared.join("")}
anomalies:
  - type: file_missing
    title: The file is missing
    severity: high
    kinds: [file]
    probes: [command]
    when: reading.values.exitCode != 0
    clear: { readings: 1, every: 1ms }
runbooks: [rb.yaml]
${more}`;
  const scripts = targets.map(({ id, also = "" }) => [`mend-${id}.sh`, `touch DIR/${id}.ok\n${also}\n`] as const);
  const wells = targets.map(({ id }) => [`${id}.ok`, ""] as const);
  return { yaml, files: { "rb.yaml": `${runbook}${strategies}`, ...Object.fromEntries([...scripts, ...wells]) } };
}

const runbook = `
id: rb-mend
title: Put the file back
version: 1
matches: [file_missing]
limits: { attempts: 50, within: 1h, cooldown: 1ms }
`;

const mending = `
strategies:
  - name: mend
    steps:
      - action: command
        with: { argv: $target.settings.mend, idempotent: true }
`;

export function breakFile({ folder }: Pick<World, "folder">, id: string): void {
  rmSync(join(folder, `${id}.ok`), { force: true });
}

export function putBack({ folder }: Pick<World, "folder">, id: string): void {
  writeFileSync(join(folder, `${id}.ok`), "");
}

export function messagesOf(world: World, route: "page" | "notice") {
  return world.events.flatMap((one) =>
    one.type === "message.queued" && one.data.message.route === route ? [one.data.message] : [],
  );
}

export function ranOf(world: World): readonly string[] {
  return world.events.flatMap((one) => (one.type === "step.started" && !one.data.undo ? [one.data.action] : []));
}
