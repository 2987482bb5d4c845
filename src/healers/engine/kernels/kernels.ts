/** What the engine knows of kernels beside their readings. None of it is kept: it is soon known again. */
import { type Beats, ChironError, type CommandResult } from "#core/model";
import type { Parts } from "../parts.ts";

export class Kernels implements Beats {
  /** What is not started yet, because it waits for a kernel that it comes after. Nothing of it is polled meanwhile. */
  readonly waiting = new Set<string>();
  readonly isBooted = ({ id }: { readonly id: string }): boolean => !this.waiting.has(id);
  readonly #counts = new Map<string, number>();

  count(kernel: string): number {
    return this.#counts.get(kernel) ?? 0;
  }

  /** A heartbeat came by the API. A beat a second of every kernel is no story worth a log. */
  add(kernel: string): void {
    this.#counts.set(kernel, this.count(kernel) + 1);
  }
}

export function beat(parts: Pick<Parts, "kernels" | "target">, kernel: string): CommandResult {
  const { probes = [] } = parts.target(kernel) ?? {};
  if (!probes.some(({ kind, options }) => kind === "heartbeat" && options.http === true)) {
    throw new ChironError("not_found", `no kernel ${kernel} is declared that beats by a call`, {
      help: "Declare it under `kernels` in chiron.yaml, with heartbeat: { http: true }.",
    });
  }
  parts.kernels.add(kernel);
  return { message: `${kernel} is at work.`, changed: false };
}
