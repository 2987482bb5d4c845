/** What the engine's own files share: the stages, wired, and the one way to write things down. */
import type {
  Action,
  Check,
  Incident,
  NewEvent,
  Probe,
  Reading,
  Services,
  Settings,
  StoredEvent,
  Target,
} from "#core/model";
import type { Platform } from "#core/platform";
import type { Executor } from "#loop/act";
import type { Detector } from "#loop/detect";
import type { Guard } from "#loop/guard";
import type { ActionCatalog, Episode } from "#loop/reason";
import type { AtHand } from "./at-hand.ts";
import type { Kernels } from "./kernels/index.ts";
import type { Operating } from "./operating/index.ts";
import type { RunbookRegistry } from "./runbooks.ts";
import type { Slots } from "./slots.ts";
import type { EngineState } from "./state.ts";

/** The part of sense that the rest of the engine uses. */
export interface Sensing {
  /** Fresh readings: never older than the call. */
  probeNow(target: string, probeId?: string): Promise<readonly Reading[]>;
  /** Look closely (HOST-04), until told to calm down. */
  suspect(target: string): void;
  calm(target: string): void;
  /** Something outside says that it changed: poll its process at once. */
  notify(target: string): void;
}

export interface Parts {
  readonly platform: Platform;
  readonly state: EngineState;
  readonly services: Services;
  readonly slots: Slots;
  readonly atHand: AtHand;
  readonly sensing: Sensing;
  readonly executor: Executor;
  readonly actions: ReadonlyMap<string, Action>;
  readonly probes: ReadonlyMap<string, Probe>;
  readonly checks: ReadonlyMap<string, Check>;
  readonly actionCatalog: ActionCatalog;
  /** What operators have switched. */
  readonly operating: Operating;
  readonly kernels: Kernels;
  /** Resolves once no sender of a trigger says any more that this goes on (true), or after that time (false). */
  readonly whenCleared: (incident: Pick<Incident, "fingerprint">, withinMs: number) => Promise<boolean>;
  /** These three are replaced by a reload. */
  readonly settings: () => Settings;
  readonly detector: () => Detector;
  readonly guard: () => Guard;
  readonly registry: () => RunbookRegistry;
  readonly target: (id: string) => Target | undefined;
  /** Repairs that held, the newest last, as the store knows them: asked only when nothing else is known. */
  readonly episodes: () => readonly Episode[];
  /** Appends to the log and folds into the state, in one go. Not yet durable. */
  readonly record: (events: readonly NewEvent[], actor?: string) => readonly StoredEvent[];
  /** Resolves once everything recorded so far is durable. */
  readonly durable: () => Promise<void>;
  /** Aborted when the engine begins to stop: nothing new is begun, nothing more is decided. */
  readonly stopping: AbortSignal;
  /** Aborted when it cannot wait any longer: a step under way is ended. */
  readonly ending: AbortSignal;
  /** An unexpected error inside the engine: told, never swallowed. */
  readonly report: (error: unknown, where: string) => void;
}
