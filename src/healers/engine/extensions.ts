/** What the stages work with: the members of the extension families. By default everything that is built in. */
import type { Action, Check, Policy, Probe } from "#core/model";
import { actions } from "#loop/act";
import { policies } from "#loop/guard";
import { checks, probes } from "#loop/sense";
import type { LagMeter } from "./lag.ts";

export interface Extensions {
  readonly probes: ReadonlyMap<string, Probe>;
  readonly checks: ReadonlyMap<string, Check>;
  readonly actions: ReadonlyMap<string, Action>;
  readonly policies: ReadonlyMap<string, Policy>;
}

/** What whoever makes an engine may put in place of the real things. */
export interface Replacements {
  readonly extensions?: Partial<Extensions>;
  /** The real one measures this process. */
  readonly lag?: LagMeter;
}

export const builtIn: Extensions = { probes, checks, actions, policies };
