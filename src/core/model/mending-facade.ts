/** What surfaces may see and ask of the mender; part of the engine's façade. */
import type { RepositoryView, TaskQuery, TaskSummary, TaskView } from "./mending.ts";

export type MendingCommand =
  /** Default: every repository. */
  | { readonly kind: "repair_scan"; readonly repository?: string | undefined }
  | {
      readonly kind: "repair_run";
      readonly repository: string;
      readonly file: string;
      readonly reason?: string | undefined;
    }
  /** Bound to what was shown: to exactly this commit. */
  | {
      readonly kind: "repair_approve";
      readonly task: string;
      readonly commit: string;
      readonly reason?: string | undefined;
    }
  | {
      readonly kind: "repair_reject";
      readonly task: string;
      readonly commit?: string | undefined;
      readonly reason: string;
    };

export interface MendingFacade {
  repositories(): readonly RepositoryView[];
  /** What has not ended first, and of that the newest. */
  tasks(query: TaskQuery): readonly TaskSummary[];
  task(id: string): TaskView | undefined;
}
