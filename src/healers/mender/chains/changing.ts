/** The change itself: by rule where the contract or an event's name is what has to change, by a coding agent where code has to. */
import { writeFile } from "#repair/worktrees";
import { NeedsHuman } from "../trial.ts";
import { changeByAgent } from "./by-agent.ts";
import { renameEvent } from "./renaming.ts";
import { type Change, oneLine, type Scene } from "./scene.ts";

export async function change(scene: Scene, cause: string): Promise<Change> {
  const { chain } = scene.order;
  const { kind } = chain.hypothesis;
  // What a human has said besides is for somebody who can read.
  const isSaid = chain.steps.some((step) => step.kind === "code" && step.said !== null);
  if (isSaid) return changeByAgent(scene, cause);
  if (kind === "contract_stale" || kind === "deliberate_evolution") return amend(scene);
  if (chain.pattern.kind === "orphan_event" || chain.pattern.kind === "unknown_event") return renameEvent(scene, cause);
  return changeByAgent(scene, cause);
}

async function amend({ trial, worktree, order, text, recorded }: Scene): Promise<Change> {
  const { amendForViolations } = await import("#contract");
  const { kind, path } = order.chain.pattern;
  const amendment = amendForViolations(
    text,
    recorded.failing.map(({ raw, format, expected, received }) => ({ kind, path, expected, received, format, raw })),
  );
  if (amendment.kind === "human") throw new NeedsHuman(amendment.why);
  if (amendment.kind === "unchanged") throw new NeedsHuman(`${order.file} says so already`);
  await writeFile(worktree, order.file, Buffer.from(amendment.text), trial.parts.platform.files);
  const said = amendment.after.map((line) => `\`${oneLine(line, 160)}\``).join(", ");
  return {
    what: `${order.file} says ${said}`,
    made: "rule amend",
    files: [order.file],
    text: amendment.text,
    renamed: null,
  };
}
