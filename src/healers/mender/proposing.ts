/** Mends a file in a work tree of its own, checks what came of it, and makes it a proposal. */
import { GitError } from "#core/lib/lean";
import type { Proposal, RepairTask } from "#core/model";
import { commitChange, diffOf, runTests, type Source, type Worktree, writeFile } from "#repair/worktrees";
import { askAgents } from "./asking.ts";
import { NeedsHuman, type Trial } from "./trial.ts";
import { markOf, type Parts, placesIn } from "./types.ts";

const largestFileBytes = 4 * 1024 * 1024;
const earlierVersions = 20;

export async function propose(trial: Trial, worktree: Worktree): Promise<Proposal> {
  const { parts, declared, task, source, base, say } = trial;
  const means = { ...parts.platform, signal: parts.signal };
  say("mending", task.language);
  const { made, why } = await mend(trial, worktree);
  say("parsing", task.file);
  await requireParsing(parts, worktree, task.file);
  const message = messageFor(task, made, why);
  const committed = await commitChange(source, worktree, { allowed: [task.file], message }, means);
  if (committed === undefined) throw new NeedsHuman("what was tried changes nothing");
  const { commit, changes } = committed;
  const shown = await diffOf(source, base, commit);
  const test = declared.test === null ? null : await testIn(trial, worktree);
  if (test?.passed === false)
    throw new GitError(
      `the repository's own tests do not pass with it (${test.timedOut ? "out of time" : (test.code ?? test.signal)})`,
    );
  return { commit, base, branch: worktree.branch, onto: source.branch, changes, made, why, ...shown, test };
}

async function mend(trial: Trial, worktree: Worktree): Promise<{ readonly made: string; readonly why: string }> {
  const { parts, task, source, base } = trial;
  const { files } = parts.platform;
  const bytes = await files.readBytes(`${worktree.path}/${task.file}`, 0, largestFileBytes);
  const history = () => earlierContents(source, base, task.file);
  const { file, language } = task;
  const mended = await parts.syntax.repair({ file, language, bytes, history }, parts.signal);
  switch (mended.kind) {
    case "fixed":
      await writeFile(worktree, file, mended.bytes, files);
      return { made: `fixer ${mended.fixer}`, why: mended.why };
    case "healthy":
      throw new NeedsHuman(`${file} parses as git checks it out; what is committed does not`);
    case "unfixed": {
      const { bytes: after, ...work } = await askAgents(trial, mended.why);
      await writeFile(worktree, file, after, files);
      return work;
    }
    case "human":
      throw new NeedsHuman(mended.why);
  }
}

/** What the file held before, the newest first. */
async function earlierContents(source: Source, base: string, file: string): Promise<readonly Uint8Array[]> {
  const words = ["log", "--format=", "--raw", "-z", "--no-abbrev", "--no-renames", `-n${earlierVersions}`, base, "--"];
  const said = await source.repository.git(["--literal-pathspecs", ...words, file]);
  const blobs = [...said.matchAll(/:\d{6} \d{6} ([0-9a-f]{40,64}) [0-9a-f]{40,64} [A-Z]/g)].map(
    ([, before = ""]) => before,
  );
  const contents = await source.contents([...new Set(blobs)].filter((blob) => !/^0+$/.test(blob)));
  return blobs.flatMap((blob) => contents.get(blob) ?? []);
}

async function requireParsing(parts: Parts, { path }: Worktree, file: string): Promise<void> {
  const bytes = await parts.platform.files.readBytes(`${path}/${file}`, 0, largestFileBytes);
  const [checked] = await parts.syntax.check([{ file, bytes }], parts.signal);
  const [fault] = checked?.faults ?? [];
  if (checked === undefined || fault !== undefined)
    throw new NeedsHuman(
      `what was tried does not parse: ${fault === undefined ? "no parser knows it" : fault.message}`,
    );
}

export async function testIn({ parts, declared, task, say }: Trial, { path }: Worktree) {
  if (declared.test === null) return null;
  say("testing", declared.test.command.join(" ").slice(0, 200));
  await parts.durable();
  const output = `${placesIn(parts.dataDir).tests}/${task.id}.log`;
  const means = { ...parts.platform, signal: parts.signal };
  return runTests(declared.test, { folder: path, output, mark: markOf(parts, task.id) }, means);
}

function messageFor({ id, file }: RepairTask, made: string, why: string): string {
  const clean = (text: string) => text.replace(/[\p{Cc}\p{Cf}]+/gu, " ").slice(0, 500);
  return `Mend the syntax of ${clean(file)}\n\n${clean(why)}\n\nMade by Chiron (${clean(made)}).\n\nChiron-Task: ${id}\n`;
}
