/** An engine with contracts, and what orchestrators send it. */
import type { TestContext } from "node:test";
import { createTokenStore, type NewToken } from "#surface/api";
import { startWorld, type World, type WorldOptions } from "./engine.ts";

export const contractText = `# Agent contract

Version: 1.2

## Format 4.1: Review report (P1)

**Pattern**: \`/^# Review report/m\`

**Required Fields**:
- Verdict (enum: approve | reject)
- Score (integer 0-100)
- Summary (string)
- Reviewer (one-line string, optional)

**Producer**: reviewer

## Format 4.2: Chain plan (P1)

**Pattern**: \`/^# Chain plan/m\`

**Required Structure**:

\`\`\`markdown
# Chain plan: {name}

| Step | Agent | Inputs | Waits For |
| --- | --- | --- | --- |
| {1} | {agent} | {inputs} | {steps} |
\`\`\`

## Events

| Event | Producer | Consumer | Payload |
| --- | --- | --- | --- |
| \`chain:started\` | backend | frontend | id (string) |
| \`chain:gate_updated\` | backend | frontend | id (string) |
`;

export const goodReport = "# Review report\n\n**Verdict**: approve\n**Score**: 88\n**Summary**: all is well\n";
export const riskyReport = `${goodReport}**RiskFactors**: none that we know of\n`;
export const goodPlan =
  "# Chain plan: ship it\n\n| Step | Agent | Inputs | Waits For |\n| --- | --- | --- | --- |\n| 1 | coder | spec.md | - |\n";
export const narrowPlan = "# Chain plan: ship it\n\n| Step | Agent |\n| --- | --- |\n| 1 | coder |\n";
export const orphanEvent = { event: "chain:gate_checkpoint", payload: { id: "c-1" } };

export const gatesYaml = `node: t
contracts:
  - id: agents
    path: ./CONTRACT.md
    gates: { review: {}, plan: { format: "4.2" }, events: {} }
`;

export interface Answered {
  readonly status: number;
  readonly body: ReturnType<typeof JSON.parse>;
}

export interface GatesWorld extends World {
  readonly url: string;
  token(wanted: Partial<NewToken>): string;
  ask(
    method: "GET" | "POST",
    path: string,
    how?: { readonly body?: unknown; readonly token?: string },
  ): Promise<Answered>;
  check(gate: string, output: unknown, facts?: object): Promise<Answered>;
}

let tokens = 0;

export async function startGates(t: TestContext, yaml = gatesYaml, options: WorldOptions = {}): Promise<GatesWorld> {
  const files = { "CONTRACT.md": contractText, ...options.files };
  const world = await startWorld(t, yaml, options.folder === undefined ? { ...options, files } : options);
  // The contracts are read by then.
  await world.facade.harmony.contracts();
  const url = world.running.address;
  const token = (wanted: Partial<NewToken>) =>
    createTokenStore(`${world.dataDir}/tokens.json`).create({
      ...{ name: `t${tokens++}-${process.pid}`, role: "viewer", kind: "service" },
      ...wanted,
    }).token;
  const service = token({ scopes: ["gates"] });
  const ask: GatesWorld["ask"] = async (method, path, { body, token: bearer = service } = {}) => {
    const response = await fetch(`${url}/v1/${path}`, {
      method,
      headers: {
        ...(method === "GET" ? {} : { authorization: `Bearer ${bearer}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  return {
    ...world,
    ...{ url, token, ask },
    check: (gate, output, facts = {}) => ask("POST", `gates/${gate}/checks`, { body: { output, ...facts } }),
  };
}
