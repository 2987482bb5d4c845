/** An engine with a contract that stands in a repository, one pattern to decide on, and, where it is wanted, the mender. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { ChainView } from "#core/model";
import { until } from "#core/platform/test";
import { chainReached } from "./drift-scene.ts";
import { type Answered, contractText, type GatesWorld, riskyReport, startGates } from "./gates.ts";
import { makeRepository, startMender } from "./mender-scene.ts";
import { git } from "./repositories.ts";
import { everythingIn, realTemporaryFolder } from "./untouched.ts";

const patienceMs = 90_000;

export interface Healable extends GatesWorld {
  readonly mender: ReturnType<typeof startMender> | undefined;
  readonly repository: string;
  /** What outputs are held against. */
  readonly live: string;
  /** Its id. */
  readonly pattern: string;
  /** As a person who may; with a nonce of its own unless the body has one. */
  say(path: string, body?: object): Promise<Answered>;
  /** As `say`, and it has to be accepted; resolves to what `data` says. */
  done(path: string, body?: object): Promise<ReturnType<typeof JSON.parse>>;
  /** Fix now; resolves to the chain's id. */
  fix(body?: object): Promise<string>;
  chain(id: string): Promise<ChainView>;
  /** Resolves once the chain is in one of the states. */
  reached(id: string, ...states: readonly ChainView["state"][]): Promise<ChainView>;
  patternState(): Promise<string>;
  /** Branch, work tree, index and all else that people have there, byte for byte. */
  untouched(): Readonly<Record<string, string>>;
  /** The work trees and branches that are there besides those of people. */
  leftovers(): string;
  /** What a human has been told. */
  notices(): string;
  /** Puts what is on the declared branch where outputs are held against it. */
  deploy(): void;
  /** The bytes of a file on the declared branch. */
  onMain(file: string): Buffer;
}

/** Tests of the repository that say that they run (`testsRun`), and then wait until they are let go (`letGo`). */
export const hangingTests = 'test: { command: [sh, -c, "echo > DIR/begun; read line < DIR/gate"] }';

export function prepareGate(_: string, folder: string): void {
  execFileSync("mkfifo", [`${folder}/gate`]);
}

/** Resolves once they run; anew with each call. */
export async function testsRun({ folder }: Pick<Healable, "folder">): Promise<void> {
  await until("the tests run", () => existsSync(`${folder}/begun`), patienceMs);
  rmSync(`${folder}/begun`);
}

export async function letGo({ folder }: Pick<Healable, "folder">): Promise<void> {
  await writeFile(`${folder}/gate`, "go\n");
}

export interface HealableOptions {
  readonly files?: Readonly<Record<string, string>>;
  readonly ofRepository?: readonly string[];
  readonly ofContract?: readonly string[];
  /** True: a mender; a point: one that dies there (mender.main.ts). */
  readonly withMender?: boolean | string;
  readonly inNoRepository?: boolean;
  readonly yaml?: string;
  readonly prepare?: (repository: string, folder: string) => void;
}

let nonces = 0;

export async function startHealable(t: TestContext, options: HealableOptions = {}): Promise<Healable> {
  const { files = {}, ofRepository = [], ofContract = [], withMender = false, inNoRepository = false } = options;
  const folder = realTemporaryFolder(t);
  const repository = makeRepository(join(folder, "shop"), { "CONTRACT.md": contractText, ...files });
  options.prepare?.(repository, folder);
  const live = join(folder, "live.md");
  const onMain = (file: string) =>
    execFileSync("git", ["-C", repository, "show", `main:${file}`], { maxBuffer: 64 * 1024 * 1024 });
  const deploy = () => writeFileSync(live, onMain("CONTRACT.md"));
  deploy();
  const yaml = [
    "node: t",
    "repositories:",
    `  - { id: shop, path: ${repository}, branch: main, scan: { every: 0 }${ofRepository.map((one) => `, ${one}`).join("")} }`,
    "contracts:",
    `  - id: agents`,
    `    path: ${live}`,
    `    gates: { review: {}, events: {} }`,
    ...(inNoRepository ? [] : ["    repository: shop", "    file: CONTRACT.md"]),
    ...ofContract.map((line) => `    ${line}`),
    `notify: { notice: [ log: { file: ${folder}/notices } ] }`,
    options.yaml ?? "",
  ].join("\n");
  const world = await startGates(t, yaml, { folder });
  const mender =
    withMender === false ? undefined : startMender(t, world.dataDir, withMender === true ? "" : withMender);
  assert.equal((await world.check("review", riskyReport)).body.status, "degraded");
  const pattern: string = (await world.ask("GET", "harmony")).body.patterns[0].id;
  const token = world.token({ kind: "human", role: "approver", name: "anna" });
  const say: Healable["say"] = (path, body = {}) =>
    world.ask("POST", `harmony/${path}`, { body: { nonce: `nonce-${process.pid}-${nonces++}`, ...body }, token });
  const done: Healable["done"] = async (path, body) => {
    const { status, body: answer } = await say(path, body);
    assert.equal(status, 200, `${path}: ${JSON.stringify(answer)}`);
    return answer.data;
  };
  const chain = async (id: string): Promise<ChainView> => (await world.ask("GET", `harmony/chains/${id}`)).body;
  return {
    ...world,
    ...{ mender, repository, live, pattern, say, done, chain, onMain, deploy },
    untouched: () => everythingIn(repository),
    notices: () => (existsSync(`${folder}/notices`) ? readFileSync(`${folder}/notices`, "utf8") : ""),
    fix: async (body) => (await done(`patterns/${pattern}/fix`, body)).chain,
    reached: (id, ...states) => chainReached(() => chain(id), id, states),
    patternState: async () => (await world.ask("GET", `harmony/patterns/${pattern}`)).body.state,
    leftovers: () =>
      [
        ...git(repository, "worktree", "list", "--porcelain").split("\n\n").slice(1),
        git(repository, "branch", "--list", "chiron/*"),
      ]
        .join("\n")
        .trim(),
  };
}
