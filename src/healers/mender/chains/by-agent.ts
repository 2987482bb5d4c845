/** The producer or the parser, changed by a coding agent: bounded and looked at like every agent, and held to the files that speak of the matter. */
import type { AgentTask } from "#core/model";
import { writeFile } from "#repair/worktrees";
import { askInTurn } from "../asking.ts";
import { NeedsHuman } from "../trial.ts";
import { filesWith } from "./finding.ts";
import { type Change, oneLine, type Scene } from "./scene.ts";

const mostFiles = 20;
const shownOutput = 2_000;

export async function changeByAgent(scene: Scene, cause: string): Promise<Change> {
  const { trial, worktree, order } = scene;
  const { chain } = order;
  const words = await wordsFor(scene);
  const isOfContract = chain.hypothesis.kind === "contract_stale" || chain.hypothesis.kind === "deliberate_evolution";
  const found = isOfContract ? [] : (await filesWith(trial, words, order.file)).slice(0, mostFiles);
  const files = isOfContract ? [order.file] : found;
  if (files.length === 0)
    throw new NeedsHuman(
      `no file of ${trial.declared.id} speaks of ${words.map((word) => `\`${oneLine(word, 60)}\``).join(", ")}`,
    );
  const done = await askInTurn(trial, taskFor(scene, cause, files), async (file) => {
    const [checked] = await trial.parts.syntax.check([{ file: file.path, bytes: file.after }], trial.parts.signal);
    const [fault] = checked?.faults ?? [];
    if (fault !== undefined) return { ok: false, why: `it does not parse: line ${fault.line}: ${fault.message}` };
    return { ok: true, notes: [] };
  });
  for (const { path, after } of done.files) await writeFile(worktree, path, after, trial.parts.platform.files);
  const amended = done.files.find(({ path }) => path === order.file);
  return {
    what: `${done.files.map(({ path }) => oneLine(path, 100)).join(", ")} changed; ${oneLine(done.why, 400)}`,
    made: `agent ${done.agent}`,
    files: done.files.map(({ path }) => path),
    text: amended === undefined ? null : new TextDecoder("utf-8", { ignoreBOM: true }).decode(amended.after),
    renamed: null,
  };
}

/** By which the places are found that have to do with it. */
async function wordsFor({ order: { chain }, text, recorded }: Scene): Promise<readonly string[]> {
  const { readContract } = await import("#contract");
  const ids = new Set(recorded.failing.map(({ format }) => format));
  const formats = readContract(text).formats.filter(({ id }) => ids.has(id));
  const names = chain.pattern.path.split(/: |\//).filter((part) => part.length > 2);
  return [...names, ...formats.flatMap(({ title, producer }) => (producer === null ? [title] : [title, producer]))];
}

function taskFor({ trial, order, recorded }: Scene, cause: string, files: readonly string[]): AgentTask {
  const { chain } = order;
  const code = chain.steps.find(({ kind }) => kind === "code");
  const [first] = recorded.failing;
  return {
    id: trial.task.id,
    trouble: `${chain.pattern.kind.replaceAll("_", " ")} ${oneLine(chain.pattern.path, 100)} at gate ${chain.pattern.gate}: ${cause}`,
    errors: [],
    files,
    order: [
      ...(code === undefined ? [] : [code.instructions]),
      ...(code?.said == null ? [] : [`Whoever approved it says: ${code.said}`]),
      ...(first === undefined ? [] : [`An output that differs:\n${first.raw.slice(0, shownOutput)}`]),
    ],
    checks: [
      "recorded outputs are replayed",
      ...(trial.declared.test === null ? [] : ["the repository's own tests must pass"]),
      "a human has approved this, and sees the diff",
    ],
  };
}
