import type { Settings } from "#core/model";
import type { Platform } from "#core/platform";
import { openAdvisor } from "./opening.ts";
import { type ModelTrial, tryModel } from "./try-out.ts";

/** The same question as by `chiron model test` with an engine, from a process of its own; nothing of it is kept. */
export function tryModelHere(
  { model }: Pick<Settings, "model">,
  platform: Platform,
  send: boolean,
): Promise<ModelTrial> {
  const open = openAdvisor(platform, (name) => platform.processes.variable(name));
  const { signal } = new AbortController();
  return tryModel({ settings: model, open, record: () => undefined, durable: async () => undefined, signal }, send);
}
