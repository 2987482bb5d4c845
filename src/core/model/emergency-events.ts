/**
 * The emergency: engine and mender are both gone, and the watchdog brings them back (HEALER-04). It writes these into its side journal,
 * since it depends on no store; the engine joins them to the log when it is back. Part of all events (events.ts).
 */

/** The two processes that can repair; the watchdog is none: it only brings them back. */
export type Healer = "engine" | "mender";

/** The ten steps of emergency-healer-recovery, in their order. */
export const emergencySteps = [
  "enter",
  "delegate",
  "restart_engine",
  "restart_mender",
  "verify_engine",
  "verify_mender",
  "revoke",
  "leave",
  "verify_mutual",
  "audit",
] as const;
export type EmergencyStep = (typeof emergencySteps)[number];

/** What one who was asked says, and on what grounds. Nobody who cannot judge says yes: he abstains. */
export interface Vote {
  /** `kill-switch`, `manual-stop`, `maintenance`, `restart-storm`, `peers` … */
  readonly voter: string;
  readonly vote: "for" | "against" | "abstain";
  readonly evidence: string;
}

/** How a healer ended, as far as anybody knows. */
export interface HealerFailure {
  readonly healer: Healer;
  /** In words: `was killed by SIGKILL`, `ended with exit code 1`, `does not answer, though its process is there`. */
  readonly end: string;
  /** The last lines of its log, secrets masked; none where there is no log. */
  readonly lastLines: readonly string[];
  /** What it said itself when it could not start. */
  readonly error: string | null;
}

export interface EmergencyEvents {
  "emergency.began": { readonly emergency: string; readonly attempt: number; readonly reason: string };
  "emergency.step": {
    readonly emergency: string;
    readonly step: EmergencyStep;
    readonly ok: boolean;
    readonly tries: number;
    readonly tookMs: number;
    readonly detail: string;
  };
  "emergency.analysed": {
    readonly emergency: string;
    readonly failure: HealerFailure;
    /** Files of the configuration that are not as they were when it last worked. */
    readonly changedFiles: readonly string[];
    /** The program is not the one that last worked. */
    readonly releaseChanged: boolean;
    readonly conclusion: string;
  };
  "emergency.voted": {
    readonly emergency: string;
    readonly action: string;
    readonly votes: readonly Vote[];
    readonly passed: boolean;
  };
  /** A human was told while no engine could; `key` says about what, and each is told once in an emergency. */
  "emergency.told": {
    readonly emergency: string | null;
    readonly key: string;
    readonly route: "notice" | "page";
    readonly subject: string;
    readonly delivered: boolean;
    readonly detail: string;
  };
  "emergency.ended": {
    readonly emergency: string;
    readonly recovered: boolean;
    /** What is left for a human. */
    readonly left: readonly string[];
    readonly tookMs: number;
  };
  /** What worked last is used in place of what crashes on start, or cannot be read; the user's own file is not touched. */
  "configuration.put_back": {
    readonly file: string;
    /** What is wrong with the one that stands there, with line and column where that is known. */
    readonly problems: readonly string[];
    readonly keptAt: number;
    readonly reason: string;
  };
  "release.put_back": {
    readonly program: string;
    readonly version: string;
    readonly instead: string;
    readonly reason: string;
  };
  /** The user's own configuration is in force again. */
  "configuration.mended": { readonly file: string };
}
