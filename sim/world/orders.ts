/** What people and other systems ask of the engine. While none lives they wait and ask again; what is refused is no news: people err. */
import { type Actor, ChironError, type Command, type CommandResult, type EngineFacade } from "#core/model";
import type { World } from "./world.ts";

const againMs = 300_000;

export interface OrderMeans {
  readonly world: World;
  /** Undefined while no engine lives. */
  readonly facade: () => EngineFacade | undefined;
  readonly say: (line: string) => void;
}

export class Orders {
  readonly #means: OrderMeans;
  readonly #actor: Actor;

  constructor(means: OrderMeans, actor: Actor) {
    this.#means = means;
    this.#actor = actor;
  }

  later(delayMs: number, work: () => void): void {
    this.#means.world.clock.after(delayMs, work);
  }

  facade(): EngineFacade | undefined {
    return this.#means.facade();
  }

  /** Until there is somebody to tell; `onDone` hears of what was not refused. */
  give(command: Command, onDone: (result: CommandResult) => void = () => undefined): void {
    const facade = this.#means.facade();
    if (facade === undefined) {
      this.later(againMs, () => this.give(command, onDone));
      return;
    }
    const { world } = this.#means;
    world.changed();
    if (command.kind === "start") world.startsWanted.set(command.target, world.clock.elapsedMs);
    // A sender of alerts that got no answer, because the engine died over it, sends again.
    let isAnswered = command.kind !== "intake";
    if (!isAnswered)
      this.later(againMs, () => {
        if (!isAnswered && this.#means.facade() !== facade) this.give(command, onDone);
      });
    const onAnswer = (result: CommandResult): void => {
      isAnswered = true;
      onDone(result);
    };
    facade.command(command, this.#actor).then(onAnswer, (error: unknown) => {
      isAnswered = true;
      if (!(error instanceof ChironError) || error.code === "internal")
        this.#means.say(`${command.kind} failed: ${error instanceof Error ? error.stack : String(error)}`);
    });
  }
}
