/** Looks at what the mender has written, tells people of it, and has the mender look where an incident points at code. */
import type { LogReader } from "#core/log/read";
import {
  type Actor,
  type CommandResult,
  event,
  type MendingCommand,
  newsOf,
  type RepairTask,
  type StoredEvent,
} from "#core/model";
import type { Timer } from "#core/platform";
import type { EngineMeans } from "../engine.ts";
import type { Parts } from "../parts.ts";
import type { Queue } from "../telling.ts";
import { askMender } from "./asking.ts";
import { declaration } from "./declaring.ts";
import { composeNews } from "./wording.ts";

export interface Mending {
  /** With the configuration that is in force now; again after each change of it. */
  start(): void;
  stop(): void;
  /** For every event of the engine's own stream, once it is durable. */
  onStored(stored: StoredEvent): void;
  ask(command: MendingCommand, by: Actor): CommandResult;
}

const lookEveryMs = 1_000;
/** So long it is waited for further news of the same repository, so that one message tells of all. */
const gatherMs = 60_000;

type Means = Pick<EngineMeans, "reader" | "dataDir">;

export function createMending(parts: Parts, means: Means, queue: Queue): Mending {
  return new Following(parts, means, queue);
}

class Following implements Mending {
  readonly #parts: Parts;
  readonly #reader: LogReader;
  readonly #queue: Queue;
  readonly #dataDir: string;
  #timer: Timer | null = null;
  #dataVersion = -1;
  #hasUntold = true;

  constructor(parts: Parts, { reader, dataDir }: Means, queue: Queue) {
    this.#parts = parts;
    this.#reader = reader;
    this.#dataDir = dataDir;
    this.#queue = queue;
  }

  start(): void {
    this.stop();
    const declared = declaration(this.#parts.settings(), this.#reader.mending);
    if (declared.length > 0) this.#parts.record(declared);
    // Of repositories that are declared no more there may be something left to tell.
    if (this.#parts.settings().repositories.length === 0 && this.#reader.mending.untold().length === 0) return;
    // By this folder the mender sees, without opening the store, that there is something for it to do.
    const { files } = this.#parts.platform;
    void files
      .makeFolder(`${this.#dataDir}/repair`, 0o700)
      .catch((error) => this.#parts.report(error, "the mender's folder"));
    for (const incident of this.#parts.state.open.values()) this.#askFor(incident.id, incident.target);
    this.#look();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  ask(command: MendingCommand, by: Actor): CommandResult {
    return askMender(this.#parts, this.#reader.mending, command, by);
  }

  onStored(stored: StoredEvent): void {
    if (stored.type === "incident.opened") this.#askFor(stored.data.incident, stored.data.target);
  }

  /** Once for each incident, however often an engine starts. */
  #askFor(incident: string, target: string): void {
    const repository = this.#parts.target(target)?.repository;
    if (repository === undefined) return;
    const types = ["repair.requested"] as const;
    if (this.#reader.events({ incident, types, limit: 1 }).length > 0) return;
    const wish = { repository, file: null, source: "incident", incident, by: null, reason: null } as const;
    this.#parts.record([event("repair.requested", wish)]);
  }

  #look(): void {
    if (this.#parts.stopping.aborted) return;
    const version = this.#reader.dataVersion();
    if (version !== this.#dataVersion || this.#hasUntold) {
      this.#dataVersion = version;
      try {
        this.#hasUntold = this.#tell();
      } catch (error) {
        this.#parts.report(error, "telling what the mender did");
      }
    }
    this.#timer = this.#parts.platform.clock.after(lookEveryMs, () => this.#look());
  }

  /** Resolves to whether something is kept for later. */
  #tell(): boolean {
    const untold = this.#reader.mending.untold();
    if (untold.length === 0) return false;
    const now = this.#parts.platform.clock.now();
    const busy = new Set(
      this.#reader.mending
        .openTasks()
        .filter(isUnderWay)
        .map(({ repository }) => repository),
    );
    let isLeft = false;
    for (const [repository, tasks] of Map.groupBy(untold, (task) => task.repository)) {
      const oldest = Math.min(...tasks.map(({ updatedAt }) => updatedAt));
      if (busy.has(repository) && now - oldest < gatherMs) {
        isLeft = true;
        continue;
      }
      const told = tasks.map((task) => ({ task: task.id, what: newsOf(task) ?? "" }));
      this.#queue(composeNews(repository, tasks), [event("repair.told", { tasks: told })]);
    }
    return isLeft;
  }
}

/** Something will be told of it soon. */
function isUnderWay({ state, attempts }: RepairTask): boolean {
  return state === "working" || state === "approved" || (state === "waiting" && attempts === 0);
}
