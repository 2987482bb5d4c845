/** The coding agent of tests of drift, as a configuration names it, and what it is to do and was told. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DriftScene } from "./drift-scene.ts";

const program = join(import.meta.dirname, "drift-agent.mjs");

export const agentYaml = (timeout = "15s"): string => `
healers:
  agents:
    - { name: coder, command: ${JSON.stringify([process.execPath, program, "DIR/deed"])}, isolate: none, timeout: ${timeout} }
`;

export function letAgent({ chiron }: DriftScene, what: string, ...words: readonly string[]): void {
  writeFileSync(join(chiron.folder, "deed"), JSON.stringify([what, ...words]));
}

export function toldTo({ chiron }: DriftScene): string {
  return readFileSync(join(chiron.folder, "deed.told"), "utf8");
}
