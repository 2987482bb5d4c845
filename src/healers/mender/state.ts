/** What the mender has at hand: restored from the tables at start, then changed by its own events, and by what the engine says. */
import type { LogReader } from "#core/log/read";
import type { DeclaredRepository, RepairTask, ScanWish, StoredEvent } from "#core/model";
import { endedTaskStates, taskAfter, taskIdOf } from "#core/model/plain";
import type { MenderState } from "./types.ts";

export class KeptState implements MenderState {
  readonly tasks = new Map<string, RepairTask>();
  readonly wishes = new Map<number, ScanWish>();
  declared: ReadonlyMap<string, DeclaredRepository> = new Map();
  isPaused = false;
  /** How far it has taken in the engine's stream. */
  heard = 0;
  readonly #over = new Map<string, AbortController>();
  readonly #reader: LogReader;

  constructor(reader: LogReader) {
    this.#reader = reader;
    for (const task of reader.mending.openTasks()) this.tasks.set(task.id, task);
    for (const wish of reader.mending.wishes()) this.wishes.set(wish.request, wish);
    this.heard = reader.mending.heard();
    this.look();
  }

  /** What the engine has changed. */
  look(): void {
    this.declared = new Map(this.#reader.mending.declared().map((one) => [one.id, one]));
    this.isPaused = this.#reader.state("paused") !== undefined;
  }

  apply(stored: StoredEvent): void {
    if (stored.type === "repair.heard") this.heard = stored.data.seq;
    if (stored.type === "repair.scan_wanted") this.wishes.set(stored.data.request, stored.data);
    if (stored.type === "repair.scanned") for (const one of stored.data.requests) this.wishes.delete(one);
    const id = taskIdOf(stored);
    if (id === undefined) return;
    const known = this.tasks.get(id) ?? this.#reader.mending.task(id);
    const task = taskAfter(known, stored);
    if (task === undefined) return;
    if (endedTaskStates.has(task.state)) {
      this.tasks.delete(id);
      this.#over.get(id)?.abort(new Error(`${id} is ${task.state}`));
      this.#over.delete(id);
    } else this.tasks.set(id, task);
  }

  untilOver(task: string): AbortSignal {
    const over = this.#over.get(task) ?? new AbortController();
    this.#over.set(task, over);
    return over.signal;
  }

  isAtWorkOn({ id, round }: Pick<RepairTask, "id" | "round">): boolean {
    const now = this.tasks.get(id);
    return now?.state === "working" && now.round === round;
  }
}
