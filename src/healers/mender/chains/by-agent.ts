/** The producer or the parser, changed by a coding agent: bounded and looked at like every agent, and held to the files that speak of the matter. */
import type { AgentTask } from "#core/model";
import { messageOf } from "#core/model/plain";
import { writeFile } from "#repair/worktrees";
import { type AskedWork, askInTurn } from "../asking.ts";
import { NeedsHuman } from "../trial.ts";
import { filesWith } from "./finding.ts";
import { type Change, type FailingOutput, oneLine, type Scene } from "./scene.ts";

const mostFiles = 20;
const shownOutput = 2_000;
const linesBefore = 10;

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
  const done = await asked(scene, taskFor(scene, cause, files));
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

/** A human waits for what comes of it: an agent that was too slow, or is not there, is told at once rather than asked again later. */
async function asked({ trial }: Scene, task: AgentTask): Promise<AskedWork> {
  const { parts } = trial;
  try {
    return await askInTurn(trial, task, async (file) => {
      const [checked] = await parts.syntax.check([{ file: file.path, bytes: file.after }], parts.signal);
      const [fault] = checked?.faults ?? [];
      if (fault !== undefined) return { ok: false, why: `it does not parse: line ${fault.line}: ${fault.message}` };
      return { ok: true, notes: [] };
    });
  } catch (error) {
    if (parts.signal.aborted) throw error;
    throw new NeedsHuman(messageOf(error));
  }
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
    trouble: `outputs at gate ${chain.pattern.gate} are not as agreed: ${chain.pattern.kind.replaceAll("_", " ")} ${JSON.stringify(oneLine(chain.pattern.path, 100))}`,
    errors: [],
    files,
    order: [
      ...(code === undefined ? [] : [code.instructions]),
      ...(code?.said == null ? [] : [`Whoever approved it says: ${code.said}`]),
    ],
    shown: [{ title: "The cause, as far as it is known", text: cause }, ...(first === undefined ? [] : [part(first)])],
    checks: [
      "recorded outputs are replayed",
      ...(trial.declared.test === null ? [] : ["the repository's own tests must pass"]),
      "a human can see the diff, and sees whether the next outputs are as agreed",
    ],
  };
}

/** The whole, or where it differs. */
function part({ raw, line }: FailingOutput): { readonly title: string; readonly text: string } {
  const title = "An output that differs";
  if (raw.length <= shownOutput) return { title: line === null ? title : `${title}, in its line ${line}`, text: raw };
  const from = Math.max(0, (line ?? 1) - 1 - linesBefore);
  const text = raw.split("\n").slice(from).join("\n").slice(0, shownOutput);
  const where = line === null ? "" : `; it differs in line ${line}`;
  return { title: `${title}, a part of it from line ${from + 1} on${where}`, text };
}
