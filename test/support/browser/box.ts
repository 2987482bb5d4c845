/** A file that goes missing and a runbook that brings it back: outcomes, versions and a post-mortem within seconds, all of them real. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { human, type World } from "../engine.ts";

/** What looks for it never finds it; what makes it does. */
export const search = ["search the attic", "searched"] as const;
export const make = ["make it anew", "wanted"] as const;

export function boxRunbook(
  title: string,
  strategies: readonly (readonly [name: string, file: string])[],
  risk: "low" | "high" = "low",
): string {
  const steps = strategies.map(
    ([name, file]) =>
      `  - name: ${name}\n    verifyWithin: 1s\n    steps: [ { action: command, with: { argv: [touch, DIR/${file}] } } ]\n`,
  );
  return `id: rb-file
title: ${title}
version: 1
matches: [file_gone]
risk: ${risk}
limits: { attempts: 50, within: 10m, cooldown: 1ms, timeout: 1m }
strategies:
${steps.join("")}`;
}

export const boxYaml = `
node: workshop
targets:
  - id: box
    kind: file
    autonomy: auto
    owner: ada
    probes: [ file: { path: DIR/wanted, every: 200ms } ]
anomalies:
  - type: file_gone
    title: The file is not there
    severity: low
    probes: [file]
    when: reading.values.exists == false
    clear: { readings: 1, every: 200ms }
runbooks: [rb.yaml]
escalation: { rules: [ { on: file_gone, afterAttempts: 1 } ] }
notify: { notice: [ log ], page: [ log ] }
`;

/** Takes the file away. */
export function breakBox(world: World): void {
  rmSync(join(world.folder, "wanted"), { force: true });
}

/** Takes the file away, and resolves to the incident once the engine has brought it back. */
export async function healBox(world: World): Promise<string> {
  const after = world.events.length;
  breakBox(world);
  const ended = await world.event("incident.moved", (one) => one.seq > after && one.data.to === "resolved", 30_000);
  return ended.data.incident;
}

export async function rewriteBox(world: World, content: string): Promise<void> {
  writeFileSync(join(world.folder, "rb.yaml"), content.replaceAll("DIR", world.folder));
  await world.facade.command({ kind: "reload" }, human);
}
