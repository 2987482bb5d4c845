/** What operators switch, and what outsiders tell; part of all events (events.ts). */
import type { Matchers } from "./matchers.ts";
import type { Message } from "./message.ts";
import type { WindowKind } from "./operator.ts";
import type { StandingTrigger } from "./trigger.ts";

export interface OperatingEvents {
  /** A silence, a window or a stop keeps it back; it goes out afterwards, if there is still something to tell. */
  "message.withheld": {
    readonly incident: string;
    readonly message: Omit<Message, "id" | "createdAt" | "repeat">;
    readonly because: string;
  };

  /** Something outside says that something is wrong, or wants something done (REASON-13). Repeats are counted, and not written again. */
  "trigger.raised": { readonly incident: string | null; readonly trigger: StandingTrigger };
  "trigger.cleared": {
    readonly incident: string | null;
    readonly source: string;
    readonly key: string;
    readonly reason: string;
  };
  "schedule.armed": {
    readonly schedule: string;
    readonly cron: string;
    readonly zone: string;
    readonly nextAt: number | null;
  };
  "schedule.due": {
    readonly schedule: string;
    readonly dueAt: number;
    readonly nextAt: number | null;
    /** How many times passed while nobody looked, this one included. */
    readonly missed: number;
    /** False: it was missed, and is not made up for. */
    readonly raised: boolean;
  };
  "session.started": {
    readonly session: string;
    readonly targets: readonly string[];
    readonly agent: string | null;
  };
  "session.ended": { readonly session: string; readonly bad: readonly string[] };

  /** What an operator switches; see operator.ts. */
  "silence.added": {
    readonly silence: string;
    readonly matchers: Matchers;
    readonly until: number | null;
    readonly reason: string;
  };
  "silence.ended": { readonly silence: string; readonly reason: string };
  "maintenance.started": {
    readonly window: string;
    readonly kind: WindowKind;
    readonly matchers: Matchers | null;
    readonly messages: "keep" | "send";
    readonly until: number | null;
    readonly reason: string;
  };
  "maintenance.ended": { readonly window: string; readonly reason: string };
  "target.stopped": { readonly target: string; readonly reason: string };
  "target.started": { readonly target: string; readonly reason: string };
}
