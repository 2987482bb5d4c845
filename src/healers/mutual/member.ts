/** A process with a role: its lock, its heart and its eyes, put together the same way for all three. */
import { setTimeout as sleep } from "node:timers/promises";
import { event, type NewEvent } from "#core/model/plain";
import { formatArguments, type HealerArguments } from "./arguments.ts";
import { beatEveryMs, createHeart, readBeat } from "./beat.ts";
import type { Faults } from "./duty.ts";
import { openHome } from "./home.ts";
import { putBackNext } from "./last-good/index.ts";
import { makePlaces, type Places } from "./places.ts";
import type { Beat, HealerState, Role } from "./role.ts";
import { type TakenRole, takeRoleEvenOver } from "./role-take-over.ts";
import { isSame, ownIdentity } from "./small/index.ts";
import { type Page, sendPage } from "./telling.ts";
import { Watcher } from "./watcher.ts";

/** A process whose own loop was so late is not fit to judge another. */
const unfitAfterMs = 3 * beatEveryMs;
/** Each recovery starts it up to three times. */
const putBackFromAttempt = 2;
/** By then both configuration and release had their turn. */
const tellFromAttempt = 4;
const tellWithinMs = 60_000;
/** A folder that is missing so often was not only moved for a moment. One in whose place there is another by now is gone at once. */
const homelessBeats = 3;

export interface MemberMeans {
  readonly role: Role;
  readonly given: HealerArguments;
  readonly audit: (entry: NewEvent) => Promise<void>;
  readonly emergency?: (member: Member, faults: Faults) => Promise<void>;
  /** Other words for a healer that dies at every start; default: always the same. */
  readonly wordsFor?: (role: Role, attempt: number) => Promise<readonly string[]>;
  readonly say: (line: string) => void;
}

export interface Member {
  readonly role: Role;
  readonly places: Places;
  readonly watcher: Watcher;
  /** The pid of a process that cannot be ended, and still has its locks; undefined: the role was free. */
  readonly tookOverFrom: number | undefined;
  /** To be called by the work loop, every two seconds. */
  beat(state: HealerState, loopLagMs: number, more?: { readonly generation?: number }): void;
  own(): Pick<Beat, "process" | "seq">;
  /** Another process has the role: this one was given up for dead, and has to end. */
  isReplaced(): boolean;
  /** Resolves when the data folder is gone, or another is in its place: with the role's lock, so that another may have the role too. */
  readonly homeless: Promise<void>;
  /** False where another folder is in the place of its own: then what stands at its places is told by others, and of others. */
  ownsPlaces(): boolean;
  /** Begins nothing more; resolves once what was under way is over. */
  rest(): Promise<void>;
  /** Lets the role go. */
  close(): void;
}

/** Who holds it, where somebody else does. */
export type Joined =
  | { readonly member: Member; readonly heldBy?: undefined }
  | { readonly member?: undefined; readonly heldBy: number | "another process" };

export function joinAs(means: MemberMeans): Joined {
  const places = makePlaces(means.given.dataDir);
  const lock = takeRoleEvenOver(places.lock(means.role));
  if (!lock.held) return { heldBy: lock.by ?? "another process" };
  return { member: new RoleHolder(means, places, lock) };
}

class RoleHolder implements Member {
  readonly role: Role;
  readonly places: Places;
  readonly watcher: Watcher;
  readonly tookOverFrom: number | undefined;
  readonly #lock: Extract<TakenRole, { held: true }>;
  readonly #heart: ReturnType<typeof createHeart>;
  readonly homeless: Promise<void>;
  readonly #becomeHomeless: () => void;
  readonly #home: ReturnType<typeof openHome>;
  #beatsWithoutHome = 0;
  /** Of which a human was told that it cannot be brought back. */
  readonly #told = new Set<Role>();
  /** Monotonic. */
  #lastBeatAt = performance.now();

  constructor(means: MemberMeans, places: Places, lock: Extract<TakenRole, { held: true }>) {
    this.role = means.role;
    this.tookOverFrom = lock.tookOverFrom;
    this.places = places;
    this.#home = openHome(places.folder);
    this.#lock = lock;
    this.#heart = createHeart(places.beat(means.role), means.role, ownIdentity(), Date.now);
    const homeless = Promise.withResolvers<void>();
    this.homeless = homeless.promise;
    this.#becomeHomeless = homeless.resolve;
    // Whoever is started by a healer is started with nobody standing by.
    const words = formatArguments({ ...means.given, unattended: true });
    const { emergency } = means;
    this.watcher = new Watcher({
      self: means.role,
      places,
      own: () => this.own(),
      unfit: () => this.#unfit(),
      ownsPlaces: () => this.ownsPlaces(),
      monotonic: () => performance.now(),
      sleep: (delayMs) => sleep(delayMs),
      wordsFor: means.wordsFor ?? ((role, attempt) => this.#wordsFor(role, attempt, words, means)),
      audit: means.audit,
      say: means.say,
      ...(emergency === undefined ? {} : { emergency: (faults) => emergency(this, faults) }),
    });
  }

  beat(state: HealerState, loopLagMs: number, more: { readonly generation?: number } = {}): void {
    const isRecovering = state === "healthy" && this.watcher.isRecovering();
    try {
      this.#heart.beat({ state: isRecovering ? "recovering" : state, loopLagMs, sees: this.watcher.sees(), ...more });
      this.#lastBeatAt = performance.now();
    } catch {
      // Where nothing can be written nobody can say that he lives, and so, being unfit, nobody ends another for that.
    }
    this.#lookForHome();
  }

  #lookForHome(): void {
    const found = this.#home.look();
    this.#beatsWithoutHome = found === "missing" ? this.#beatsWithoutHome + 1 : 0;
    if (found === "another" || this.#beatsWithoutHome >= homelessBeats) this.#becomeHomeless();
  }

  own(): Pick<Beat, "process" | "seq"> {
    return { process: this.#heart.process, seq: this.#heart.seq() };
  }

  isReplaced(): boolean {
    const beat = readBeat(this.places.beat(this.role), this.role);
    return this.#heart.seq() > 0 && beat !== undefined && !isSame(beat.process, this.#heart.process);
  }

  ownsPlaces(): boolean {
    return this.#home.look() !== "another";
  }

  rest(): Promise<void> {
    return this.watcher.stop();
  }

  close(): void {
    void this.rest();
    this.#heart.stop();
    this.#home.close();
    this.#lock.release();
  }

  /** One that has not lived after several starts is given what worked last, before it is started once more. */
  async #wordsFor(
    role: Role,
    attempt: number,
    words: readonly string[],
    means: MemberMeans,
  ): Promise<readonly string[]> {
    if (attempt === 1) this.#told.delete(role);
    if (role === "watchdog" || attempt < putBackFromAttempt) return words;
    try {
      const done = putBackNext(
        this.places.folder,
        role,
        `the ${role} did not live after ${attempt - 1} recoveries`,
        Date.now(),
      );
      if (done !== undefined) await means.audit(done);
    } catch (error) {
      means.say(`what worked last could not be put back: ${String(error)}`);
    }
    if (attempt >= tellFromAttempt) void this.#tell(role, attempt, means);
    return words;
  }

  /** Once, as long as it has not lived in between; again only where it is known that nobody was reached. */
  async #tell(role: Role, attempt: number, { given, audit, say }: MemberMeans): Promise<void> {
    if (this.#told.has(role)) return;
    this.#told.add(role);
    const page = pageOfDown(role, this.role, attempt);
    const { key, subject, data: _, body: __ } = page;
    const sent = await sendPage(page, given, AbortSignal.timeout(tellWithinMs));
    if (!sent.delivered) this.#told.delete(role);
    const told = { emergency: null, key, route: "page", subject, ...sent } as const;
    await audit(event("emergency.told", told)).catch((error: unknown) =>
      say(`the audit could not be written: ${String(error)}`),
    );
  }

  #unfit(): string | undefined {
    const lateMs = Math.round(performance.now() - this.#lastBeatAt);
    if (lateMs > unfitAfterMs) return `the work loop of the ${this.role} itself has said nothing for ${lateMs} ms`;
    return this.isReplaced() ? `another process is the ${this.role} by now` : undefined;
  }
}

function pageOfDown(role: Role, by: Role, attempt: number): Page {
  return {
    key: `${role}-down`,
    subject: `[critical] Chiron's ${role} is down, and could not be brought back`,
    body: [
      `What broke: the ${role} does not live after ${attempt - 1} recoveries by the ${by}, with what worked last as well.`,
      `What goes on: the ${by} tries again, with pauses.${role === "engine" ? " Nothing is watched or repaired meanwhile." : ""}`,
      "What you need to do: read what Chiron said last (chiron.log in its data folder, or its service's journal), then:\nchiron down\nchiron up",
    ].join("\n\n"),
    data: { healer: role, by, attempt },
  };
}
