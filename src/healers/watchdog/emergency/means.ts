/** What an emergency needs of the watchdog that runs it. */
import type { Healer, HealerFailure, NewEvent, ProcessIdentity } from "#core/model";
import type { Page } from "#healers/mutual";
import type { Now } from "#healers/mutual/grants";

export interface StartedHealer {
  readonly identity: ProcessIdentity;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

export interface LivingHealer {
  readonly process: ProcessIdentity;
  readonly state: string;
  /** It has seen a beat of this watchdog that is newer than `since`. */
  sees(watchdog: ProcessIdentity, since: number): boolean;
}

/** The watchdog's hands: how healers are ended, started and looked at. */
export interface Hands {
  /** Ends it for good, at once; resolves to whether nothing of it is left. */
  end(healer: Healer): Promise<boolean>;
  /** `launcher`: of another release than this program's own. */
  start(healer: Healer, launcher: string | undefined): Promise<StartedHealer>;
  /** Its newest beat, where the process that wrote it lives. */
  living(healer: Healer): LivingHealer | undefined;
  /** The newest beat of this watchdog. */
  own(): { readonly process: ProcessIdentity; readonly seq: number };
  /** A person, or the service manager, ends Chiron: then nobody is started any more. */
  isEnding(): boolean;
  /** How it ended, as far as the watchdog knows. */
  failureOf(healer: Healer): Pick<HealerFailure, "end" | "lastLines">;
}

export interface EmergencyLimits {
  readonly totalMs: number;
  readonly restartTries: number;
  /** How long a healer that was started may take until it says that it is at work. */
  readonly tryMs: number;
  readonly verifyTries: number;
  readonly verifyPauseMs: number;
  /** How long the critical trigger may keep the healers waiting. */
  readonly triggerFirstMs: number;
  readonly triggerEveryMs: number;
  /** How often one target is started in one emergency. */
  readonly triggerTries: number;
  /** Grants outlive the emergency by this, and no more. */
  readonly grantSlackMs: number;
}

export const emergencyLimits: EmergencyLimits = {
  totalMs: 120_000,
  restartTries: 3,
  tryMs: 25_000,
  verifyTries: 5,
  verifyPauseMs: 1_000,
  triggerFirstMs: 5_000,
  triggerEveryMs: 1_000,
  triggerTries: 3,
  grantSlackMs: 5_000,
};

export interface EmergencyMeans {
  /** `<data>/healers` */
  readonly folder: string;
  readonly dataDir: string;
  readonly reason: string;
  /** 1 for the first; more when the one before left both healers down. */
  readonly attempt: number;
  readonly hands: Hands;
  readonly now: () => Now;
  /** Of a clock that nobody sets, in ms with fractions. */
  readonly monotonic: () => number;
  readonly sleep: (delayMs: number, signal?: AbortSignal) => Promise<void>;
  /** Durable when it returns; throws when it cannot be. */
  readonly audit: (entry: NewEvent) => void;
  /** Sends a page by the configured channels, in a process of its own; resolves to what became of it, and never rejects. */
  readonly page: (page: Page, signal: AbortSignal) => Promise<{ readonly delivered: boolean; readonly detail: string }>;
  readonly say: (line: string) => void;
  readonly limits: EmergencyLimits;
}
