/**
 * The door to a language model, as the engine sees it: a question goes in, a JSON value or a reason comes out. Nothing else of the engine
 * knows that there are models, and without one none of this is loaded (REASON-07).
 */
import type { AdviceRefusal, Incident, ModelCost, ModelSettings, ModelUse, StoredEvent } from "#core/model";

/** An action that a plan may name, in the words in which it is offered. */
export interface OfferedAction {
  readonly name: string;
  readonly summary: string;
  readonly risk: string;
  /** Its inputs, by name: what each is, and whether it must be there. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** What a model is asked. What stands under `said` came from the world, and is only ever shown to it as data. */
export interface Question {
  readonly use: ModelUse;
  /** What Chiron itself knows and its owner declared. */
  readonly known: Readonly<Record<string, unknown>>;
  readonly actions: readonly OfferedAction[];
  /** `$target.…` with what each leads to, in a word; never its value. */
  readonly references: Readonly<Record<string, string>>;
  /** The most important first; what comes last is cut first. */
  readonly said: readonly Said[];
}

export interface Said {
  readonly what: string;
  readonly content: unknown;
}

/** An incident as it went. */
export interface Story {
  readonly incident: Incident;
  readonly events: readonly StoredEvent[];
}

/** What is about to be sent. */
export interface Sending {
  readonly bytes: number;
  readonly digest: string;
}

export type Reply =
  | { readonly kind: "answered"; readonly value: unknown; readonly model: string; readonly cost: ModelCost }
  | {
      readonly kind: "refused";
      readonly refusal: AdviceRefusal;
      readonly reason: string;
      readonly model: string;
      /** Null: nothing was sent. */
      readonly cost: ModelCost | null;
    };

export interface AskMeans {
  readonly signal: AbortSignal;
  /** Resolves once it is on record that this goes out; only then it does. */
  readonly announce: (sending: Sending) => Promise<void>;
}

/** The whole request, with `***` in the place of the key, for people to look at. */
export interface Preview {
  readonly method: "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly bytes: number;
}

export interface Advisor {
  preview(question: Question): Preview;
  /** Never throws, and never takes longer than the configured time-out. */
  ask(question: Question, means: AskMeans): Promise<Reply>;
}

export type OpenAdvisor = (settings: ModelSettings) => Promise<Advisor>;
