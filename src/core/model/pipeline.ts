/** What pipelines say of themselves. */

/** Where a pipeline said that it is (`POST /v1/pipelines/{id}/progress`). */
export interface PipelineProgress {
  readonly stage: string;
  readonly done: boolean;
  /** When it last said anything. */
  readonly at: number;
}

/** What pipelines told Chiron itself; kept durably, told again after a restart. */
export interface Pipelines {
  look(pipeline: string): PipelineProgress | undefined;
}
