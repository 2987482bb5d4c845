/**
 * Help from a language model, where one is configured (REASON-07). What it says is advice: a proposal becomes a plan like any other and
 * passes the same guard, and everything works without it.
 */
import type { Runbook } from "./runbook.ts";

/** What a model may be asked for: a plan where nothing matches, another one after a rejection, the prose of a post-mortem. */
export const modelUses = ["propose", "reflect", "postmortem"] as const;
export type ModelUse = (typeof modelUses)[number];

/** What of an incident is told to it beside its type and its target's declaration. */
export const modelShares = ["evidence", "history", "logs"] as const;
export type ModelShare = (typeof modelShares)[number];

/** Which wire format: `POST …/chat/completions` or `POST …/v1/messages`. */
export const modelProviders = ["openai", "anthropic"] as const;
export type ModelProvider = (typeof modelProviders)[number];

export interface ModelSettings {
  readonly provider: ModelProvider;
  /** Where requests go: the whole address. */
  readonly url: string;
  readonly name: string;
  readonly key: { readonly file: string | undefined; readonly env: string | undefined };
  /** For one question, with all its attempts. */
  readonly timeoutMs: number;
  readonly maxTokens: number;
  /** Whether its answer's form is asked for as a schema, only as JSON, or only in words. */
  readonly form: "schema" | "json" | "words";
  readonly tokenLimit: "max_tokens" | "max_completion_tokens";
  readonly budget: { readonly perHour: number; readonly perDay: number };
  readonly atOnce: number;
  readonly uses: readonly ModelUse[];
  readonly share: readonly ModelShare[];
  /** Of what the world said, in a question. */
  readonly maxCharacters: number;
}

/** Why no help came of a question; each is a word for machines, with a sentence beside it. */
export const adviceRefusals = [
  // It was not asked.
  "over_budget",
  "circuit_open",
  "no_key",
  // Nothing usable came.
  "unreachable",
  "timeout",
  "cancelled",
  "rate_limited",
  "http_status",
  "redirected",
  "too_large",
  "not_the_protocol",
  "declined",
  "cut_off",
  // It came, and is not taken.
  "no_json",
  "wrong_shape",
  "unknown_action",
  "foreign_target",
  "own_words",
  "bad_input",
  "too_risky",
] as const;
export type AdviceRefusal = (typeof adviceRefusals)[number];

/** What one question cost; null where the other side did not say. */
export interface ModelCost {
  readonly sentBytes: number;
  readonly receivedBytes: number;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly durationMs: number;
  readonly attempts: number;
}

/** What it says about an incident. All of it is text for people, and is told as coming from a model. */
export interface ModelOpinion {
  readonly text: string;
  /** 0 to 1, by its own word. */
  readonly confidence: number;
  /** What a person might do, where there is no plan or beside it. */
  readonly suggestion: string | null;
}

/** Where the help for one incident stands. */
export interface Advice {
  readonly use: ModelUse;
  readonly state: "asked" | "answered" | "refused";
  /** Questions that were sent, by use. */
  readonly asked: Readonly<Partial<Record<ModelUse, number>>>;
  /** Why nothing came of the last one. */
  readonly refusal: { readonly kind: AdviceRefusal; readonly reason: string } | null;
  readonly hypothesis: ModelOpinion | null;
  /** Its proposal, as the runbook from which the plan is compiled; kept so that the log alone tells what was proposed. */
  readonly runbook: Runbook | null;
  /** The incident went back to be judged with it; once for each proposal, whatever comes of it. */
  readonly isTaken: boolean;
}

/** For `chiron status`. */
export interface ModelStatus {
  readonly provider: ModelProvider;
  readonly name: string;
  readonly uses: readonly ModelUse[];
  readonly state: "ready" | "resting";
  readonly asked: { readonly lastHour: number; readonly lastDay: number };
  readonly budget: ModelSettings["budget"];
}

/** What was asked, and what came of it. Of the question itself only its digest is kept. */
export interface ModelEvents {
  /** A language model is about to be asked; the question itself is not kept, but can be recognised. */
  "model.asked": {
    readonly incident: string | null;
    readonly use: ModelUse;
    readonly model: string;
    readonly sentBytes: number;
    /** SHA-256 of what is sent, which never holds the key. */
    readonly digest: string;
  };
  /** It said something that can be used; `runbook` is what its plan is compiled from. */
  "model.answered": {
    readonly incident: string | null;
    readonly use: ModelUse;
    /** The name by which it answered. */
    readonly model: string;
    readonly hypothesis: ModelOpinion | null;
    readonly runbook: Runbook | null;
    readonly prose: string | null;
    readonly cost: ModelCost;
  };
  /** Nothing came of it: it was not asked, did not answer, or its answer is not taken. */
  "model.refused": {
    readonly incident: string | null;
    readonly use: ModelUse;
    readonly model: string;
    readonly kind: AdviceRefusal;
    readonly reason: string;
    readonly cost: ModelCost | null;
  };
}
