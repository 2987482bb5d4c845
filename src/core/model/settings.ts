/** The whole configuration, read, checked and with every default filled in. */
import type { AnomalyRule } from "./anomaly.ts";
import type { OwnPolicy } from "./policy.ts";
import type { Runbook } from "./runbook.ts";
import type { Target } from "./target.ts";

/** One configured member of an extension family: which, and its options as its own schema read them. */
export interface Configured {
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
}

export interface Settings {
  readonly node: string;
  /** Absolute path of chiron.yaml, and its folder, against which relative paths are read. */
  readonly file: string;
  readonly folder: string;
  /** SHA-256 over everything that was read: chiron.yaml, packs, runbook files. */
  readonly hash: string;
  readonly targets: readonly Target[];
  readonly rules: readonly AnomalyRule[];
  readonly runbooks: readonly { readonly runbook: Runbook; readonly source: string; readonly shipped: boolean }[];
  readonly policies: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Policies in YAML, of packs and the user's own. */
  readonly ownPolicies: readonly OwnPolicy[];
  readonly notify: {
    readonly notice: readonly Configured[];
    readonly page: readonly Configured[];
    /** When retrying stops and the message is declared undeliverable. */
    readonly giveUpAfterMs: number;
    /** How many messages of a route may go out within a window; the others are held back, and bundled. */
    readonly budget: Readonly<Record<"notice" | "page", { readonly messages: number; readonly windowMs: number }>>;
  };
  readonly approvals: {
    readonly deadlineMs: number;
    /** Dry runs in a row after which a runbook runs by itself; 0: never. */
    readonly graduateAfter: number;
  };
  /** How long after a verified recovery the same trouble counts as the same episode, and at how many returns a human is paged. */
  readonly recurrence: { readonly withinMs: number; readonly pageAt: number };
  /** How often Chiron's own store is looked through. */
  readonly store: { readonly checkEveryMs: number };
  readonly repairs: { readonly atOnce: number };
  readonly api: {
    readonly host: string;
    readonly port: number;
    readonly anonymousRead: boolean;
    readonly insecureBind: boolean;
  };
}
