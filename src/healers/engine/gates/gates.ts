/** The gates, as the rest of the engine knows them: closed as long as no contract is declared. */
import {
  type Actor,
  type ChainCommand,
  ChironError,
  type CommandResult,
  type ErrorCode,
  event,
  type HarmonyCommand,
  type HarmonyFacade,
  messageOf,
} from "#core/model";
import type { EngineMeans } from "../engine.ts";
import type { Parts } from "../parts.ts";
import type { Queue } from "../telling.ts";
import type { Room } from "./room/index.ts";

export interface Gates {
  readonly facade: HarmonyFacade;
  /** With the configuration that is in force now; again after each change of it. */
  start(): void;
  stop(): Promise<void>;
  /** For humans alone: throws `forbidden` for anybody else, `conflict` for one that was made before; both are written down. */
  decide(command: HarmonyCommand | ChainCommand, by: Actor): Promise<CommandResult>;
}

type Means = Pick<EngineMeans, "reader" | "trouble">;

export function createGates(parts: Parts, means: Means, queue: Queue): Gates {
  return new LazyGates(parts, means, queue);
}

class LazyGates implements Gates {
  readonly facade: HarmonyFacade;
  readonly #parts: Parts;
  readonly #reader: EngineMeans["reader"];
  readonly #queue: Queue;
  readonly #isObserving: boolean;
  #room: Promise<Room> | undefined;
  /** Nonces of decisions that are being made: the same twice at once is twice as well. */
  readonly #deciding = new Set<string>();

  constructor(parts: Parts, { reader, trouble }: Means, queue: Queue) {
    this.#parts = parts;
    this.#queue = queue;
    this.#reader = reader;
    this.#isObserving = trouble !== undefined;
    this.facade = {
      check: async (check) => (await this.#open()).check(check),
      contracts: async () => (this.#room === undefined ? [] : (await this.#room).contracts()),
      view: async () => (this.#room === undefined ? nothing : (await this.#room).view()),
      pattern: async (id, violations) => (await this.#room)?.pattern(id, violations),
      comparisons: async (id, query) => (await this.#room)?.comparisons(id, query),
      chains: async () => (this.#room === undefined ? [] : (await this.#room).chains()),
      chain: async (id) => (await this.#room)?.chain(id),
    };
  }

  start(): void {
    const { contracts } = this.#parts.settings();
    // What the store beside would be told of is lost with it.
    if (this.#isObserving) return;
    if (this.#room !== undefined) void this.#room.then((room) => room.configure()).catch((error) => this.#tell(error));
    else if (contracts.length > 0) {
      this.#room = this.#load();
      this.#room.catch((error) => this.#tell(error));
    }
  }

  async stop(): Promise<void> {
    const room = await this.#room?.catch(() => undefined);
    this.#room = undefined;
    await room?.close();
  }

  async decide(command: HarmonyCommand | ChainCommand, by: Actor): Promise<CommandResult> {
    const { nonce } = command;
    const subject = "pattern" in command ? command.pattern : command.chain;
    if (by.kind !== "human" || by.id === "anonymous")
      await this.#refuse(
        command,
        by,
        "forbidden",
        `only a human decides what becomes of ${subject}; ${by.id} is a ${by.kind}`,
      );
    const room = await this.#open();
    if (room.isReplay(command) || this.#deciding.has(nonce))
      await this.#refuse(command, by, "conflict", `the decision ${nonce} was made before, and is not made again`);
    this.#deciding.add(nonce);
    try {
      return await room.decide(command, by);
    } finally {
      this.#deciding.delete(nonce);
    }
  }

  async #load(): Promise<Room> {
    const { Room } = await import("./room/index.ts");
    return Room.open(this.#parts, this.#reader, this.#queue);
  }

  #open(): Promise<Room> {
    if (this.#room !== undefined) return this.#room;
    if (this.#isObserving)
      throw new ChironError("refused_by_policy", "Chiron only observes: its store is not the real one");
    throw new ChironError("not_found", "no contract is declared", {
      help: "Declare one under `contracts` in chiron.yaml.",
    });
  }

  /** The system informs, the human decides: whatever a surface lets through, nobody else gets further than here. */
  async #refuse({ kind }: HarmonyCommand | ChainCommand, by: Actor, code: ErrorCode, reason: string): Promise<never> {
    this.#parts.record([event("command.refused", { command: kind, reason })], by.id);
    await this.#parts.durable();
    throw new ChironError(code, reason);
  }

  #tell(error: unknown): void {
    this.#parts.report(new Error(messageOf(error)), "the gates");
  }
}

const nothing = { score: 100, scoreByReplay: 100, gates: [], sessions: [], patterns: [], history: [] };
