/** Tells what happens, line by line, in the engine's own words, each with its part in the loop and the time since it began. */
import type { Chapter, StoredEvent } from "#core/model";
import { endStates } from "#core/model/plain";
import { chapterOf, tellEvent } from "#surface/story";
import type { Hint } from "./hints.ts";
import { type Colour, clean, type Terminal } from "./terminal.ts";

const colours: Readonly<Record<Chapter, Colour>> = {
  seen: "yellow",
  decided: "cyan",
  done: "bold",
  verified: "green",
  told: "dim",
  asked: "red",
  ended: "green",
};

const timeWidth = 9;
const labelWidth = 8;
const indent = timeWidth + labelWidth + 4;
/** After this much silence the next event begins another story, with a time of its own; sooner when no incident is open. */
const silenceMs = { open: 30_000, none: 1_000 };

export class Narrator {
  readonly #terminal: Terminal;
  readonly #hint: Hint;
  /** What happened before is not told. */
  #from = Number.POSITIVE_INFINITY;
  readonly #open = new Set<string>();
  #beganAt = Number.NEGATIVE_INFINITY;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(terminal: Terminal, hint: Hint) {
    this.#terminal = terminal;
    this.#hint = hint;
  }

  /** Begins with what was done by hand. */
  begin(at: number, deed: string): void {
    this.#from = at;
    this.#beganAt = at;
    this.#lastAt = at;
    this.#line(at, "you see", deed, "bold");
  }

  take(stored: StoredEvent): void {
    const hint = this.#hint(stored);
    const silence = this.#open.size > 0 ? silenceMs.open : silenceMs.none;
    this.#count(stored);
    const part = chapterOf(stored);
    if (part === null || stored.at < this.#from) return;
    if (stored.at - this.#lastAt > silence) {
      this.#beganAt = stored.at;
      this.#terminal.line(`\n${this.#terminal.bold(new Date(stored.at).toLocaleTimeString("en-GB"))}`);
    }
    this.#lastAt = Math.max(this.#lastAt, stored.at);
    this.#line(stored.at, part, clean(tellEvent(stored)), colours[part]);
    if (hint !== null) this.#terminal.line(`${" ".repeat(indent)}${this.#terminal.cyan(hint)}`);
  }

  #count(stored: StoredEvent): void {
    if (stored.type === "incident.opened") this.#open.add(stored.data.incident);
    if (stored.type === "incident.moved" && endStates.has(stored.data.to)) this.#open.delete(stored.data.incident);
  }

  #line(at: number, label: string, text: string, colour: Colour): void {
    const { line, dim } = this.#terminal;
    const paint = this.#terminal[colour];
    const since = dim(sinceText(at - this.#beganAt).padStart(timeWidth));
    line(`${since}  ${paint(label.padEnd(labelWidth))}  ${this.#terminal.wrap(text, indent)}`);
  }
}

function sinceText(ms: number): string {
  return ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
