/** An event that nobody waits for gets the name of the one that was meant, at every place where it is written. */
import { writeFile } from "#repair/worktrees";
import { NeedsHuman } from "../trial.ts";
import { changeByAgent } from "./by-agent.ts";
import { filesWith } from "./finding.ts";
import { type Change, oneLine, readAsText, type Scene } from "./scene.ts";

const mostFiles = 50;
const largestBytes = 4 * 1024 * 1024;

export async function renameEvent(scene: Scene, cause: string): Promise<Change> {
  const { trial, worktree, order, text } = scene;
  const { eventMeant, readContract, withEventRenamed } = await import("#contract");
  const from = order.chain.pattern.path;
  const to = eventMeant(from, readContract(text));
  const reason = to === undefined ? "the contract has no event that is near enough to be meant" : undefined;
  const places = to === undefined ? [] : await filesWith(trial, [from], order.file);
  if (to === undefined || places.length === 0) {
    const why =
      reason ??
      `\`${oneLine(from, 80)}\` is written nowhere in ${trial.declared.id}, so that nobody is known to emit it`;
    if (trial.declared.agents.length === 0) throw new NeedsHuman(why);
    return changeByAgent(scene, `${cause}; ${why}`);
  }
  if (places.length > mostFiles)
    throw new NeedsHuman(
      `\`${oneLine(from, 80)}\` is written in ${places.length} files; at most ${mostFiles} are changed`,
    );
  const { files } = trial.parts.platform;
  const changed: string[] = [];
  for (const file of places) {
    const path = `${worktree.path}/${file}`;
    // One that is not renamed would go on emitting the old name: then the change is not whole, and is a person's.
    const after = withEventRenamed(await readAsText(trial, path, file, largestBytes), from, to);
    if (after === null) continue;
    await writeFile(worktree, file, Buffer.from(after), files);
    changed.push(file);
  }
  if (changed.length === 0) throw new NeedsHuman(`\`${oneLine(from, 80)}\` is written nowhere as a name of its own`);
  return {
    what: `\`${oneLine(from, 80)}\` is \`${oneLine(to, 80)}\` from now on, in ${changed.map((file) => oneLine(file, 100)).join(", ")}`,
    made: "rule rename",
    files: changed,
    text: null,
    renamed: { from, to },
  };
}
