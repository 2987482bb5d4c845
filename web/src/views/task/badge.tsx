/** The state of a repair, as a word with a shape. */
import type { TaskSummary } from "#core/model";
import { Badge, type Tone } from "../../kit/index.ts";

const tones: Readonly<Record<TaskSummary["state"], Tone>> = {
  observed: "quiet",
  waiting: "info",
  working: "info",
  proposed: "warn",
  approved: "info",
  ready: "warn",
  merged: "good",
  closed: "good",
  rejected: "quiet",
  failed: "bad",
};

export function TaskBadge({ state, stage }: Pick<TaskSummary, "state" | "stage">) {
  const word = state === "proposed" ? "waits for you" : state === "ready" ? "yours to merge" : state;
  return <Badge tone={tones[state]}>{stage === null ? word : `${word}: ${stage}`}</Badge>;
}
