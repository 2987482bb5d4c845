/** One chain, step by step, in a work tree of its own. What comes of it is a proposal like that of any other repair; a step that fails ends it. */
import { sha256 } from "#core/lib/lean";
import type { ChainOrder, Proposal, StepKind } from "#core/model";
import { event, messageOf } from "#core/model/plain";
import { commitChange, diffOf, type Worktree } from "#repair/worktrees";
import { testIn } from "../proposing.ts";
import { NeedsHuman, type Trial } from "../trial.ts";
import { analyze } from "./analyzing.ts";
import { change } from "./changing.ts";
import { messageFor, noteLearning } from "./learning.ts";
import { recordedFor } from "./recorded.ts";
import { review } from "./reviewing.ts";
import { type Change, oneLine, type Report, readAsText, type Scene } from "./scene.ts";

const largestContract = 512_000;

/** Throws NeedsHuman where a review fails, or nobody but a person can make the change. */
export async function carryOut(trial: Trial, worktree: Worktree, order: ChainOrder): Promise<Proposal> {
  const { parts, declared, source, base, task } = trial;
  const scene = await sceneFor(trial, worktree, order);
  const report: Report = (step, state, detail, more = {}) => {
    // Of what a human has cancelled nothing more is told: it could be taken for news of another round.
    if (!parts.state.isAtWorkOn(task)) return;
    parts.record([event("repair.chain_step", { task: task.id, step, state, detail: oneLine(detail, 1_000), ...more })]);
  };
  const cause = await within("analyze", report, async () => {
    const found = analyze(scene);
    return [found, found] as const;
  });
  const made = await within("code", report, async () => {
    const done = await change(scene, cause);
    return [done, done.what, { contractHash: done.text === null ? null : sha256(done.text) }] as const;
  });
  const { proposal } = await within("review", report, async () => {
    const verdict = await review(scene, made);
    const committed = await commit(scene, made, cause, verdict);
    const test = declared.test === null ? null : await testIn(trial, worktree);
    if (test?.passed === false) {
      const how = test.timedOut ? "out of time" : (test.code ?? test.signal);
      throw new NeedsHuman(
        `the repository's own tests do not pass with it (${how}): ${oneLine(test.tail.slice(-300))}`,
      );
    }
    const shown = await diffOf(source, base, committed.commit);
    const whole = { ...committed, base, branch: worktree.branch, onto: source.branch, ...shown, test };
    const tests = test === null ? "the repository names no tests" : "the repository's own tests pass";
    return [{ proposal: { ...whole, made: made.made, why: made.what } }, `${verdict}; ${tests}`] as const;
  });
  if (order.chain.steps.some(({ kind }) => kind === "commit"))
    report("commit", "started", `${proposal.commit.slice(0, 12)} onto ${source.branch}`);
  return proposal;
}

async function sceneFor(trial: Trial, worktree: Worktree, order: ChainOrder): Promise<Scene> {
  const { parts, source } = trial;
  const { files } = parts.platform;
  const path = `${worktree.path}/${order.file}`;
  if ((await files.stat(path))?.kind !== "file")
    throw new NeedsHuman(`there is no file ${order.file} on ${source.branch}`);
  const text = await readAsText(trial, path, order.file, largestContract);
  if (sha256(text) !== order.chain.contractHash) {
    throw new NeedsHuman(
      `${order.file} on ${source.branch} is not the text that outputs are held against; bring the two together, and fix anew`,
    );
  }
  return { trial, worktree, order, text, recorded: recordedFor(order, parts.reader.harmony) };
}

async function within<T>(
  step: StepKind,
  report: Report,
  work: () => Promise<readonly [result: T, detail: string, more?: { readonly contractHash: string | null }]>,
): Promise<T> {
  report(step, "started", "");
  try {
    const [result, detail, more] = await work();
    report(step, "done", detail, more);
    return result;
  } catch (error) {
    report(step, "failed", messageOf(error));
    throw error;
  }
}

/** On the branch of the task, and on no other: it goes further only when the review has passed. */
async function commit({ trial, worktree, order }: Scene, made: Change, cause: string, verdict: string) {
  const { parts, source, task, declared } = trial;
  const facts = { task, made, cause, verdict, tests: declared.test?.command ?? null, at: parts.platform.clock.now() };
  const learnings = await noteLearning(worktree, order, facts, parts.platform.files);
  const wanted = { allowed: [...made.files, learnings], leavesOthers: true, message: messageFor(order, facts) };
  const committed = await commitChange(source, worktree, wanted, { ...parts.platform, signal: parts.signal });
  if (committed === undefined) throw new NeedsHuman("what was tried changes nothing");
  return committed;
}
