/** What the steps of one attempt share. */
import type { DeclaredRepository, RepairTask, TaskStage } from "#core/model";
import type { Source } from "#repair/worktrees";
import type { Parts } from "./types.ts";

/** A human is needed: another attempt would come to the same. */
export class NeedsHuman extends Error {}

export interface Trial {
  readonly parts: Parts;
  readonly declared: DeclaredRepository;
  readonly task: RepairTask;
  readonly source: Source;
  readonly base: string;
  readonly say: (stage: TaskStage, detail: string) => void;
}
