/** The whole configuration, read, checked and with every default filled in. */
import type { ModelSettings } from "./advice.ts";
import type { AgentSettings } from "./agent.ts";
import type { AnomalyRule, Severity } from "./anomaly.ts";
import type { DrillSetting } from "./drill.ts";
import type { EscalationRule } from "./escalation.ts";
import type { ContractSetting } from "./harmony.ts";
import type { Matchers } from "./matchers.ts";
import type { DeclaredRepository } from "./mending.ts";
import type { MaintenanceWindow, Silence } from "./operator.ts";
import type { OwnPolicy } from "./policy.ts";
import type { Runbook } from "./runbook.ts";
import type { Target } from "./target.ts";

/** One configured member of an extension family: which, and its options as its own schema read them. */
export interface Configured {
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A sink, or the traces: what all of them have, and what is the kind's own. */
export interface ConfiguredSink extends Configured {
  /** Unique; its cursor is kept under this name. */
  readonly id: string;
  /** Where it begins when it is new: with what happens from then on, or with the whole log. */
  readonly from: "now" | "beginning";
  readonly timeoutMs: number;
}

/** Spans of incidents, by OTLP over HTTP. */
export interface TraceSettings {
  readonly endpoint: string;
  readonly headerFile: string | null;
  readonly headerEnv: string | null;
  readonly from: "now" | "beginning";
  readonly timeoutMs: number;
  /** Spans that ended longer ago are not sent any more, since most places refuse them; they can be made again from the log. */
  readonly giveUpAfterMs: number;
}

/** When a window of chiron.yaml is open: again and again, or once. */
export type WindowTimes =
  | { readonly cron: string; readonly zone: string; readonly forMs: number }
  | { readonly from: number; readonly until: number };

export interface WindowSetting extends Pick<MaintenanceWindow, "name" | "kind" | "messages" | "reason"> {
  readonly matchers: Matchers | null;
  readonly times: WindowTimes;
}

export interface ScheduleSetting {
  readonly id: string;
  readonly cron: string;
  readonly zone: string;
  readonly target: string;
  readonly type: string;
  /** The runbook that it asks for; null: whatever fits the type. */
  readonly runbook: string | null;
  readonly severity: Severity;
  readonly title: string;
  /** What becomes of times that passed while no engine ran. */
  readonly missed: "once" | "skip";
}

export interface IntakeSetting extends Configured {
  /** Its place in the address: `/v1/intake/NAME`. */
  readonly name: string;
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
  /** Which troubles call a human by themselves, and when. */
  readonly escalation: readonly EscalationRule[];
  /** How long after a verified recovery the same trouble counts as the same episode, and at how many returns a human is paged. */
  readonly recurrence: { readonly withinMs: number; readonly pageAt: number };
  /** How often Chiron's own store is looked through. */
  readonly store: { readonly checkEveryMs: number; readonly reserveBytes: number };
  /** What the mender looks after; none: nothing. */
  readonly repositories: readonly DeclaredRepository[];
  /** What outputs are held against; none: no gate is open. */
  readonly contracts: readonly ContractSetting[];
  readonly repairs: { readonly atOnce: number };
  /** How Chiron's own three processes are watched. */
  readonly healers: {
    readonly silentAfterMs: number;
    /** How long both healers must be silent before the watchdog takes over. */
    readonly confirmForMs: number;
    readonly memoryLimitBytes: number;
    /** How long the engine must have been well until its configuration and release are kept as the last good ones. */
    readonly keepAfterMs: number;
    /** By the clock; without it only when somebody asks for one. */
    readonly drill?: DrillSetting;
  };
  /** Where the log is brought to besides. */
  readonly sinks: readonly ConfiguredSink[];
  readonly traces: TraceSettings | null;
  readonly silences: readonly Silence[];
  readonly maintenance: readonly WindowSetting[];
  readonly schedules: readonly ScheduleSetting[];
  readonly intake: {
    readonly members: readonly IntakeSetting[];
    /** The target of what names none that is declared; null: Chiron itself, that is, a human. */
    readonly catchAll: string | null;
    /** How long after a repair an alert is given to be cleared by its sender. */
    readonly clearsWithinMs: number;
  };
  /** Coding agents that the mender may ask; none: it asks nobody. */
  readonly agents: readonly AgentSettings[];
  /** The language model that may be asked; undefined, which is the default: none. */
  readonly model?: ModelSettings;
  readonly api: {
    readonly host: string;
    readonly port: number;
    readonly anonymousRead: boolean;
    readonly insecureBind: boolean;
  };
}
