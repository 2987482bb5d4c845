/** Finds what menders before this one have left in a repository, and removes it: only what is known to be ours. */
import type { DeclaredRepository, RepairTask } from "#core/model";
import { endedTaskStates, messageOf } from "#core/model/plain";
import { listOwnWorktrees, openSource, removeBranch, removeWorktree } from "#repair/worktrees";
import { clearAway } from "./clearing.ts";
import { type Parts, placesIn } from "./types.ts";

/** `deeply`: whatever runs or lies there of tasks that are not at work. */
export async function sweep(parts: Parts, declared: DeclaredRepository, deeply: boolean): Promise<void> {
  const { platform, reader, signal, say } = parts;
  const known = reader.mending.lastScan(declared.id)?.branch ?? null;
  const source = await openSource(declared, known, { ...platform, signal });
  const { files } = platform;
  if (deeply) {
    const folder = `${placesIn(parts.dataDir).worktrees}/${declared.id}`;
    const left = await files.list(folder).catch(() => []);
    const registered = await listOwnWorktrees(source.repository, folder);
    for (const path of new Set([...registered, ...left.map((name) => `${folder}/${name}`)])) {
      const id = path.slice(folder.length + 1);
      const task = reader.mending.task(id);
      if (task === undefined) await removeWorktree(source.repository, path, files);
      else if (task.state !== "working") await clearWorktree(parts, source, task);
    }
  }
  const words = ["for-each-ref", "--format=%(refname) %(objectname)", "refs/heads/chiron/"];
  for (const line of (await source.repository.git(words)).split("\n")) {
    const [, id = "", at = ""] = /^refs\/heads\/chiron\/(fix-[0-9a-f]{12}) ([0-9a-f]+)$/.exec(line) ?? [];
    const task = id === "" ? undefined : reader.mending.task(id);
    if (task === undefined || task.repository !== declared.id || !isOver(task)) continue;
    if (task.proposal?.commit !== at) continue;
    await removeBranch(source, `chiron/${id}`, at, files).catch((error: unknown) =>
      say(`warning: ${messageOf(error)}`),
    );
  }
}

async function clearWorktree(parts: Parts, source: Parameters<typeof clearAway>[1], task: RepairTask): Promise<void> {
  const keepsBranch = !endedTaskStates.has(task.state) && task.proposal !== null;
  if (!keepsBranch) return clearAway(parts, source, task);
  return removeWorktree(
    source.repository,
    `${placesIn(parts.dataDir).worktrees}/${task.repository}/${task.id}`,
    parts.platform.files,
  );
}

/** Its branch is of no use to anybody. */
function isOver({ state }: RepairTask): boolean {
  return endedTaskStates.has(state);
}
