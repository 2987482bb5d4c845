/** Recorded outputs, tried on the change: by the contract as it is to be, by the names as they are to be, and by the user's own parser. */
import { sha256 } from "#core/lib/lean";
import type { RunResult } from "#core/platform";
import type { Worktree } from "#repair/worktrees";
import { NeedsHuman } from "../trial.ts";
import { markOf, type Parts } from "../types.ts";
import { type Change, oneLine, type Scene } from "./scene.ts";

const named = 3;
const largestBytes = 8 * 1024 * 1024;

/** What it came to, in a sentence. Throws NeedsHuman where an output does not do as it should. */
export async function review(scene: Scene, made: Change): Promise<string> {
  const { trial, text, order, recorded } = scene;
  const { good } = recorded;
  trial.say("replaying", `${outputs(recorded.failing.length)} that differed, ${good.length} as agreed`);
  const { replay, withEventRenamed } = await import("#contract");
  const { renamed } = made;
  const isByContract = made.text !== null || renamed !== null;
  const failing = isByContract
    ? recorded.failing.map((one) =>
        renamed === null ? one : { ...one, raw: withEventRenamed(one.raw, renamed.from, renamed.to) ?? one.raw },
      )
    : [];
  const problems = [...replay({ before: text, after: made.text ?? text }, order.chain.pattern, { failing, good })];
  const asked = order.replay === null ? null : await askParser(scene, made);
  problems.push(...(asked?.problems ?? []));
  if (problems.length > 0) {
    const more = problems.length > named ? `; and ${problems.length - named} more` : "";
    throw new NeedsHuman(
      `the review failed: ${problems
        .slice(0, named)
        .map((one) => oneLine(one, 200))
        .join("; ")}${more}`,
    );
  }
  const parts = [
    isByContract
      ? `${outputs(failing.length)} that differed ${failing.length === 1 ? "passes" : "pass"}`
      : "what differed cannot be replayed on it",
    good.length === 1 ? "1 that was as agreed is so still" : `${good.length} that were as agreed are so still`,
    ...(asked === null ? [] : [`your parser understands ${asked.understood}`]),
    ...(recorded.cut > 0 ? [`${recorded.cut} were too long to be kept whole`] : []),
  ];
  return parts.join(", ");
}

/** All outputs that it should understand: those that were as agreed, and those that differed, where they are to pass from now on. */
async function askParser({ trial, worktree, order, recorded }: Scene, made: Change) {
  const { parts } = trial;
  const toPass = order.chain.hypothesis.kind === "producer_drifted" || made.renamed !== null ? [] : recorded.failing;
  const problems: string[] = [];
  const outputs = [...toPass, ...recorded.good];
  const timeoutMs = order.replay?.timeoutMs ?? 0;
  const before = await contentsOf(made, worktree, parts);
  for (const { name, raw } of outputs) {
    parts.signal.throwIfAborted();
    const late = new AbortController();
    const timer = parts.platform.clock.after(timeoutMs, () => late.abort(new Error("late")));
    const [mark, value] = markOf(parts, trial.task.id);
    const ended = await parts.platform.processes.run({
      command: order.replay?.command ?? [],
      cwd: worktree.path,
      env: { CI: "true", [mark]: value },
      input: raw,
      signal: AbortSignal.any([parts.signal, late.signal]),
      graceMs: 2_000,
      maxOutputBytes: 64 * 1024,
    });
    timer.cancel();
    parts.signal.throwIfAborted();
    if (ended.failure !== undefined) throw unasked(ended.failure);
    if (ended.aborted) throw unasked(`it was not done with ${name} within ${timeoutMs / 1_000} s, and was ended`);
    if (ended.code !== 0) problems.push(`your parser does not understand ${name} (${endOf(ended)})`);
    if (problems.length >= named) break;
  }
  // What was looked at is what is committed.
  if ((await contentsOf(made, worktree, parts)) !== before)
    throw new NeedsHuman(`the review failed: while it was asked, your parser changed ${made.files.join(", ")}`);
  return { problems, understood: outputs.length - problems.length };
}

function outputs(count: number): string {
  return `${count} recorded ${count === 1 ? "output" : "outputs"}`;
}

function unasked(why: string): NeedsHuman {
  return new NeedsHuman(`the review failed: your parser (contracts[].replay) could not be asked: ${oneLine(why)}`);
}

function endOf({ code, signal, stderr }: RunResult): string {
  const said = oneLine(stderr, 120);
  return `it ended with ${code ?? signal}${said === "" ? "" : `, and says: ${said}`}`;
}

async function contentsOf({ files: changed }: Change, { path }: Worktree, { platform }: Parts): Promise<string> {
  const all = await Promise.all(changed.map((file) => platform.files.readBytes(`${path}/${file}`, 0, largestBytes)));
  return sha256(Buffer.concat(all.flatMap((bytes) => [bytes, Buffer.of(0)])));
}
