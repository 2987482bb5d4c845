/** What decisions are about, and how they are sent. */
import { change } from "../../../api/index.ts";
import type { DecisionProps } from "../../../kit/index.ts";

/** What a decision is about, as the reader was shown it. */
export interface About {
  readonly incident: string;
  readonly target: string;
  /** Of the plan that is asked about; null: none is. */
  readonly planHash: string | null;
  readonly etag: string | null;
  /** The newest that was told; null: not known. */
  readonly seq: number | null;
}

/** What all decisions have in common. */
export type Common = Omit<DecisionProps, "run" | "fields" | "incomplete">;

/** `POST /v1/incidents/ID/VERB`, for what was shown. */
export function send({ incident, etag }: About, verb: string, body: object): Promise<{ readonly message?: string }> {
  return change("POST", `/v1/incidents/${encodeURIComponent(incident)}/${verb}`, { body, etag });
}

export const storyPath = (incident: string) => `/v1/incidents/${encodeURIComponent(incident)}/story`;
