/** git.sync in a process of its own that is killed, and what must hold then. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import type { ActionContext } from "#core/model";
import { actionNamed } from "./actions.ts";
import { assertDone, prepared, template } from "./git-scene.ts";
import { contentOf, git, stateOf } from "./repositories.ts";

const program = fileURLToPath(new URL("./die-in-git.main.ts", import.meta.url));
/** More than it has doings; the loop ends when it came through. */
const mostDoings = 120;

/** Killed at each of its doings in turn; then undone or repeated, in turn, and the other way round for the other way to die. */
export async function killAtEachDoing(t: TestContext, how: "before" | "during"): Promise<void> {
  const { run, undo } = actionNamed("git.sync");
  const made = template(t, how === "during" ? 1_000 : 20);
  let finished = false;
  let metInTheMiddle = 0;
  for (let dieAt = 1; !finished && dieAt <= mostDoings; dieAt += 1) {
    const { clone, context, input, before } = prepared(t, made);
    finished = await runInProcess(context, input, dieAt, how);
    if (existsSync(join(clone, ".git", "index.lock"))) metInTheMiddle += 1;
    const when = `killed ${how} doing ${dieAt}`;
    assertNothingLost(clone, when);
    const undoes = (dieAt % 2 === 0) === (how === "before");
    const result = undoes ? await undo?.(input, context) : await run(input, context);
    assert.ok(result?.success, `${when}: ${result?.summary}`);
    if (undoes) assert.deepEqual(stateOf(clone), withoutFound(clone, before), when);
    else assertDone(clone, withoutFound(clone, before));
  }
  assert.ok(finished);
  assert.equal(metInTheMiddle > 0, how === "during", `git was met in the middle of its work ${metInTheMiddle} times`);
}

/** What was found half done is kept as well; that may be one stash more. */
function withoutFound(clone: string, before: ReturnType<typeof stateOf>): ReturnType<typeof stateOf> {
  const { stashes } = stateOf(clone);
  assert.match(stashes, /^(Kept by Chiron \(found, .*\))?$/);
  return { ...before, stashes };
}

/** In the work tree, or in the list of stashes: where somebody would look for it. */
function assertNothingLost(clone: string, when: string): void {
  const texts = (name: string) => {
    const found: string[] = [];
    for (const read of [() => contentOf(clone, name), () => `${git(clone, "show", `stash@{0}:${name}`)}\n`]) {
      try {
        found.push(read());
      } catch {
        // It is not there.
      }
    }
    return found;
  };
  assert.ok(texts("b.txt").includes("mine\n"), `${when}: b.txt`);
  assert.ok(texts("added.txt").includes("added\n"), `${when}: added.txt`);
  assert.equal(contentOf(clone, "notes.txt"), "not tracked\n", when);
}

async function runInProcess(context: ActionContext, input: object, dieAt: number, how: string): Promise<boolean> {
  const { target, effect, scratch } = context;
  const order = JSON.stringify({ input, target, effect, scratch, dieAt, how });
  const child = spawn(process.execPath, [program, order], { stdio: ["ignore", "ignore", "inherit"] });
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  assert.ok(code === 0 || signal === "SIGKILL", `it ended with ${code ?? signal}`);
  return code === 0;
}
