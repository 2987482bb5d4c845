/** The whole of Chiron, an orchestrator's repository with its contract, and people who have drift healed: all of it real. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { createGateClient, type GateClient } from "chiron/client";
import { WebSocket } from "ws";
import type { ChainView, HarmonyPatternDetail, HarmonyView } from "#core/model";
import { until } from "#core/platform/test";
import { createTokenStore, type NewToken } from "#surface/api";
import { type Chiron, chironIn } from "./emergency/chiron.ts";
import { makeRepository } from "./mender-scene.ts";

const patienceMs = 90_000;

export interface Heard {
  readonly type: string;
  /** Where to go on from. */
  readonly sequence: string;
  readonly data: ReturnType<typeof JSON.parse>;
}

export interface DriftScene {
  readonly chiron: Chiron;
  readonly repository: string;
  /** What the orchestrator goes by, and outputs are held against. */
  readonly contract: string;
  readonly heard: readonly Heard[];
  /** Orchestrators' outputs. */
  readonly gates: GateClient;
  send(gate: string, output: unknown): Promise<string>;
  view(): Promise<HarmonyView>;
  pattern(): Promise<HarmonyPatternDetail>;
  chain(id: string): Promise<ChainView>;
  /** Resolves once the chain is in one of the states; to the state. */
  reached(id: string, ...states: readonly ChainView["state"][]): Promise<ChainView>;
  ask(
    method: "GET" | "POST",
    path: string,
    how?: { readonly body?: object; readonly token?: string },
  ): Promise<{ readonly status: number; readonly body: ReturnType<typeof JSON.parse> }>;
  /** As a person with a token, who may approve; resolves to what `data` says. */
  decide(path: string, body?: object): Promise<ReturnType<typeof JSON.parse>>;
  token(wanted: Partial<NewToken>): string;
  /** Resolves once such an event has come by the WebSocket. */
  event(type: string, which?: (data: Heard["data"]) => boolean): Promise<Heard>;
  /** Another WebSocket client, which goes on behind `after`. */
  listen(after: string): Promise<Pick<DriftScene, "heard" | "event">>;
  /** The client that listened from the beginning hears nothing more. */
  hangUp(): void;
  /** Puts what is on the declared branch where the orchestrator runs. */
  deploy(): void;
}

export interface DriftOptions {
  readonly files: Readonly<Record<string, string>>;
  readonly gates: string;
  /** Whether somebody has the declared branch checked out; then the contract is read there. */
  readonly checkedOut?: boolean;
  /** Lines of the repository's entry, and of the contract's. */
  readonly ofRepository?: readonly string[];
  readonly ofContract?: readonly string[];
  readonly yaml?: string;
  /** What lies in the folder besides, before Chiron is up. */
  readonly before?: (folder: string) => void;
}

/** Resolves once the chain is in one of the states; throws when it fails, and was not to. */
export function chainReached(
  look: () => Promise<ChainView>,
  id: string,
  states: readonly ChainView["state"][],
): Promise<ChainView> {
  const isThere = async () => {
    const view = await look();
    if (view.state === "failed" && !states.includes("failed")) throw new Error(`it failed: ${view.reason}`);
    return states.includes(view.state) && view;
  };
  return until(`${id} is ${states.join(" or ")}`, isThere, patienceMs);
}

let nonces = 0;
export const nonce = (): string => `nonce-${process.pid}-${nonces++}`;

export async function startDrift(t: TestContext, options: DriftOptions): Promise<DriftScene> {
  const chiron = chironIn(t);
  const { files, gates, checkedOut = false, ofRepository = [], ofContract = [], yaml = "", before } = options;
  before?.(chiron.folder);
  const repository = makeRepository(join(chiron.folder, "shop"), files, { switchAway: !checkedOut });
  const live = join(chiron.folder, "live.md");
  const contract = checkedOut ? join(repository, "CONTRACT.md") : live;
  const deploy = () => {
    if (!checkedOut) writeFileSync(live, execFileSync("git", ["-C", repository, "show", "main:CONTRACT.md"]));
  };
  deploy();
  chiron.write(
    [
      "repositories:",
      ...[
        `- id: shop`,
        `  path: ${repository}`,
        "  branch: main",
        "  scan: { every: 0 }",
        ...ofRepository.map((line) => `  ${line}`),
      ],
      "contracts:",
      ...["- id: agents", `  path: ${contract}`, "  repository: shop", "  file: CONTRACT.md", `  gates: ${gates}`],
      ...ofContract.map((line) => `  ${line}`),
      yaml,
    ].join("\n"),
  );
  await chiron.up();
  return sceneOf(t, chiron, { repository, contract, deploy });
}

async function sceneOf(
  t: TestContext,
  chiron: Chiron,
  places: Pick<DriftScene, "repository" | "contract" | "deploy">,
): Promise<DriftScene> {
  const { dataDir } = chiron;
  // Another engine may have another one.
  const address = (): string => JSON.parse(readFileSync(join(dataDir, "engine.json"), "utf8")).address;
  const token = (wanted: Partial<NewToken>) =>
    createTokenStore(join(dataDir, "tokens.json")).create({ name: nonce(), role: "viewer", kind: "service", ...wanted })
      .token;
  const service = token({ scopes: ["gates"] });
  const human = token({ kind: "human", role: "approver", name: "anna" });
  const client = createGateClient({ url: address(), token: service, timeoutMs: 60_000 });
  t.after(() => client.close());
  const ask: DriftScene["ask"] = async (method, path, { body, token: bearer = human } = {}) => {
    const response = await fetch(`${address()}/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${bearer}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  const got = async (path: string) => {
    const { status, body } = await ask("GET", path);
    if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  };
  const chain = (id: string): Promise<ChainView> => got(`harmony/chains/${id}`);
  const { heard, event, hangUp } = await listen(t, address(), human);
  return {
    ...{ chiron, gates: client, heard, event, hangUp, ask, chain, token, ...places },
    listen: (after) => listen(t, address(), human, after),
    async send(gate, output) {
      const answer = await client.check(gate, output, { session: "s-1" });
      return answer?.status ?? "nothing";
    },
    view: () => got("harmony"),
    async pattern() {
      const { patterns } = (await got("harmony")) as HarmonyView;
      return got(`harmony/patterns/${patterns[0]?.id}`);
    },
    reached: (id, ...states) => chainReached(() => chain(id), id, states),
    async decide(path, body = {}) {
      const { status, body: answer } = await ask("POST", `harmony/${path}`, { body: { nonce: nonce(), ...body } });
      if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`);
      return answer.data;
    },
  };
}

type Listening = Pick<DriftScene, "heard" | "event" | "hangUp">;

async function listen(t: TestContext, address: string, bearer: string, after?: string): Promise<Listening> {
  const heard: Heard[] = [];
  const types = [
    "harmony:check",
    "harmony:violation",
    "harmony:health-updated",
    "harmony:chain-proposed",
    "harmony:chain-decided",
    "harmony:chain-progress",
  ].join(",");
  const from = after === undefined ? "" : `&after=${after}`;
  const socket = new WebSocket(`${address.replace("http", "ws")}/v1/events?types=${types}${from}`, {
    headers: { authorization: `Bearer ${bearer}` },
  });
  t.after(() => socket.terminate());
  socket.on("message", (message) => heard.push(JSON.parse(String(message))));
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  const event: DriftScene["event"] = (type, which = () => true) =>
    until(type, () => heard.find((one) => one.type === type && which(one.data)), patienceMs);
  return { heard, event, hangUp: () => socket.terminate() };
}
