/** What the agent of a domain sees, and what it may propose. Whether that is allowed is the guard's to say. */
import type { Hypothesis, Incident, RegisteredRunbook, Strategy, Target } from "#core/model";
import type { ActionCatalog } from "../compile.ts";
import type { Candidate, Situation } from "../match.ts";
import type { Route } from "../route.ts";

export interface View {
  readonly incident: Incident;
  readonly target: Target;
  readonly situation: Situation;
  readonly route: Route;
  /** The most probable first. */
  readonly candidates: readonly Candidate[];
  readonly hypotheses: readonly Hypothesis[];
  readonly actions: ActionCatalog;
  readonly find: (runbook: string) => RegisteredRunbook | undefined;
  /** Why what was refused before speaks against it; undefined when nothing does. */
  readonly objection: (registered: RegisteredRunbook, strategy: Strategy) => string | undefined;
}

export type Proposal =
  | {
      readonly kind: "plan";
      readonly registered: RegisteredRunbook;
      readonly strategy: Strategy;
      /** Why this one, where that is not what the router said. */
      readonly why?: string;
    }
  /** Nothing is proposed: a human has to look, with the evidence laid out. */
  | { readonly kind: "human"; readonly reason: string };

export type Agent = (view: View) => Proposal;
