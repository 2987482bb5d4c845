/** What surfaces may see and ask of the engine. They get nothing else. */
import type { Severity } from "./anomaly.ts";
import type { AuditFacade } from "./audit.ts";
import type { DrillCommand } from "./drill.ts";
import type { Healer } from "./emergency-events.ts";
import type { EpistemicState } from "./epistemic.ts";
import type { StoredEvent } from "./events.ts";
import type { GlanceFacade } from "./glance.ts";
import type { Capability } from "./grant.ts";
import type { ChainCommand, HarmonyCommand, HarmonyFacade } from "./harmony.ts";
import type { HealerView } from "./healer.ts";
import type { HealersFacade } from "./healer-watch.ts";
import type { Overrides } from "./human.ts";
import type { Incident, IncidentSummary, Tier } from "./incident.ts";
import type { IncidentQuery } from "./incident-query.ts";
import type { KnowledgeFacade } from "./knowledge.ts";
import type { Matchers } from "./matchers.ts";
import type { MendingCommand, MendingFacade } from "./mending-facade.ts";
import type { Message } from "./message.ts";
import type { MetricQuery, MetricRecord, MetricsSnapshot } from "./metrics.ts";
import type { WindowKind } from "./operator.ts";
import type { Confidence } from "./outcome.ts";
import type { PolicyView } from "./policy.ts";
import type { PostMortem } from "./postmortem.ts";
import type { Reading } from "./reading.ts";
import type { Risk, RunbookMode } from "./runbook.ts";
import type { SilenceView, SinkView, Status, TriggerView, WindowView } from "./status.ts";
import type { Criticality } from "./target.ts";
import type { TargetView } from "./target-view.ts";
import type { Transition } from "./transition.ts";
import type { IntakeRequest } from "./trigger.ts";
import type { Actor, Approval } from "./verdict.ts";

export interface RunbookView {
  readonly id: string;
  readonly title: string;
  readonly version: number;
  readonly hash: string;
  readonly source: string;
  readonly mode: RunbookMode;
  readonly approvedBy: string | null;
  readonly approvedAt: string | null;
  readonly matches: readonly string[];
  readonly risk: Risk;
  readonly strategies: readonly string[];
  readonly confidence: Confidence;
}

export interface IncidentDetail extends IncidentSummary {
  readonly events: readonly StoredEvent[];
  readonly plan: Incident["plan"];
  readonly verdicts: Incident["verdicts"];
  readonly steps: Incident["steps"];
  readonly outcome: Incident["outcome"];
  readonly evidence: Incident["evidence"];
  readonly approval: Approval | null;
  readonly acknowledged: Incident["acknowledged"];
  readonly hold: Incident["hold"];
  readonly episode: string;
  readonly count: number;
  readonly epistemic: EpistemicState;
  /** Its way through the parts of the loop, read out of the events. */
  readonly transitions: readonly Transition[];
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Pass it back for the next page; null at the end. */
  readonly next: string | null;
}

/** Everything that somebody may ask the engine to do. */
export type Command =
  | { readonly kind: "approve"; readonly incident: string; readonly planHash?: string; readonly reason?: string }
  | { readonly kind: "reject"; readonly incident: string; readonly planHash?: string; readonly reason: string }
  /** Not this plan, but one that keeps to these instructions; it is asked for anew. */
  | {
      readonly kind: "modify";
      readonly incident: string;
      readonly planHash?: string;
      readonly instructions: Overrides;
      readonly reason?: string;
    }
  /** By a question's code, from whoever was sent it. */
  | { readonly kind: "reply"; readonly code: string; readonly answer: "approve" | "reject"; readonly reason: string }
  | {
      readonly kind: "acknowledge";
      readonly incident: string;
      /** By the wall clock, ms; or for how long. Without both as long as the incident is open. */
      readonly until?: number;
      readonly forMs?: number;
      readonly reason?: string;
    }
  | { readonly kind: "dismiss"; readonly incident: string; readonly reason: string }
  | {
      readonly kind: "resolve";
      readonly incident: string;
      readonly reason: string;
      /** Whether what was only rehearsed would have mended it. */
      readonly dryRunWasRight?: boolean;
    }
  | {
      readonly kind: "record_fix";
      readonly incident: string;
      readonly description?: string;
      readonly commands: readonly { readonly argv: readonly string[]; readonly cwd?: string | undefined }[];
      /** Text for a shell: kept in the description, never run. */
      readonly texts?: readonly string[];
    }
  | { readonly kind: "postmortem"; readonly incident: string }
  | { readonly kind: "approve_amendment"; readonly amendment: string }
  | { readonly kind: "reject_amendment"; readonly amendment: string; readonly reason: string }
  | { readonly kind: "pause"; readonly reason: string }
  | { readonly kind: "resume"; readonly reason: string }
  | {
      readonly kind: "grant";
      readonly delegate: string;
      readonly capabilities: readonly Capability[];
      readonly reason: string;
      /** How long it lasts; at most a day. */
      readonly forMs: number;
      readonly targets?: readonly string[];
      readonly criticality?: Criticality;
      readonly runbooks?: readonly string[];
    }
  | { readonly kind: "revoke"; readonly grant: string; readonly reason: string }
  | { readonly kind: "reload" }
  | { readonly kind: "approve_runbook"; readonly runbook: string; readonly hash?: string }
  | { readonly kind: "dry_run"; readonly runbook: string; readonly target?: string; readonly incident?: string }
  | {
      readonly kind: "execute";
      readonly runbook: string;
      readonly target?: string;
      readonly incident?: string;
      readonly confirm: boolean;
    }
  | { readonly kind: "probe"; readonly target: string }
  | { readonly kind: "test_notify"; readonly route?: Message["route"]; readonly channel?: string }
  | { readonly kind: "test_model"; readonly send: boolean }
  | {
      readonly kind: "silence_add";
      readonly matchers: Matchers;
      readonly reason: string;
      /** Wall clock, ms; or how long; neither: until it is removed. */
      readonly until?: number | undefined;
      readonly forMs?: number | undefined;
    }
  | { readonly kind: "silence_remove"; readonly silence: string; readonly reason?: string | undefined }
  | {
      readonly kind: "maintenance_start";
      readonly window?: string | undefined;
      readonly windowKind: WindowKind;
      /** Null: everything. */
      readonly matchers: Matchers | null;
      readonly messages?: "keep" | "send" | undefined;
      readonly reason: string;
      readonly until?: number | undefined;
      readonly forMs?: number | undefined;
    }
  | { readonly kind: "maintenance_end"; readonly window: string; readonly reason?: string | undefined }
  | { readonly kind: "stop"; readonly target: string; readonly reason: string }
  | { readonly kind: "start"; readonly target: string; readonly reason?: string | undefined }
  | {
      readonly kind: "trigger";
      readonly type: string;
      readonly target: string;
      readonly reason: string;
      readonly severity?: Severity | undefined;
      readonly runbook?: string | undefined;
    }
  | {
      readonly kind: "intake";
      readonly intake: string;
      readonly request: IntakeRequest;
      /** Whoever sends it has brought a token that allows it; otherwise the request has to prove itself. */
      readonly trusted: boolean;
    }
  | {
      readonly kind: "session_start";
      readonly session: string;
      /** Default: all. */
      readonly targets?: readonly string[] | undefined;
      readonly agent?: string | undefined;
    }
  | { readonly kind: "session_end"; readonly session: string }
  | {
      readonly kind: "progress";
      readonly pipeline: string;
      readonly stage: string;
      readonly done: boolean;
      readonly message?: string;
    }
  | { readonly kind: "beat"; readonly kernel: string }
  | DrillCommand
  | MendingCommand
  | HarmonyCommand
  | ChainCommand;

export interface CommandResult {
  /** One sentence that says what was done, or why nothing was. */
  readonly message: string;
  readonly changed: boolean;
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface EventQuery {
  /** Each healer has a stream of its own, with sequence numbers of its own. Default: the engine's. */
  readonly stream?: Healer;
  /** Only events after this sequence number. */
  readonly after?: number;
  /** The newest that fit instead of the oldest; still in the order in which they happened. */
  readonly newest?: boolean;
  readonly limit?: number;
  readonly incident?: string;
  readonly types?: readonly string[];
}

export interface ReadingQuery {
  readonly target: string;
  readonly probe: string;
  /** Times of taking by the wall clock, ms, both included. */
  readonly from?: number;
  readonly to?: number;
  /** The newest that many; default 1,000. */
  readonly limit?: number;
  /** In place of all, the newest (to the minute) of each of so many equal parts of the time; takes `from` and `to`. */
  readonly points?: number;
}

export interface EngineFacade extends GlanceFacade {
  status(): Status;
  targets(): readonly TargetView[];
  target(id: string): TargetView | undefined;
  incidents(query: IncidentQuery): Page<IncidentSummary>;
  incident(id: string): IncidentDetail | undefined;
  approvals(): readonly Approval[];
  /** The newest first, one for each incident. */
  postMortems(): readonly PostMortem[];
  postMortem(incident: string): PostMortem | undefined;
  /** In force now. */
  silences(): readonly SilenceView[];
  /** Open now, and those of chiron.yaml that will open. */
  maintenance(): readonly WindowView[];
  /** What outsiders say is wrong, and have not called over. */
  triggers(): readonly TriggerView[];
  runbooks(): readonly RunbookView[];
  policies(): readonly PolicyView[];
  /** The runbook as it was written, beside its view. */
  runbook(id: string): (RunbookView & { readonly definition: unknown }) | undefined;
  /** Kept readings, oldest first; older ones are thinned out. */
  readings(query: ReadingQuery): readonly Reading[];
  events(query: EventQuery): readonly StoredEvent[];
  /** Called for every event once it is durable, in order. Returns the way to stop. */
  subscribe(listener: (stored: StoredEvent) => void): () => void;
  /** Throws ChironError when it is refused. */
  command(command: Command, actor: Actor): Promise<CommandResult>;
  /** Sequence number of the newest durable event. */
  head(stream?: Healer): { readonly seq: number; readonly hash: string };
  /** Chiron's own three processes. */
  healers(): readonly HealerView[];
  /** Who of them watches whom, and what they did for one another. */
  readonly watching: HealersFacade;
  /** Where the log is brought to besides: sinks, and the traces. */
  sinks(): readonly SinkView[];
  /** The counts of healing, each with its time, oldest first. */
  metricRecords(query: MetricQuery): readonly MetricRecord[];
  /** Numbers for /metrics, by metric name; see surface/api/metrics. */
  metrics(): MetricsSnapshot;
  /** The log as it is looked through, and proved whole. */
  readonly audit: AuditFacade;
  /** What the mender looks after, and has to do. */
  readonly mending: MendingFacade;
  /** What comes through gates, held against contracts. */
  readonly harmony: HarmonyFacade;
  /** What was learned, and how targets hang together. */
  readonly knowledge: KnowledgeFacade;
}

export type { Tier };
