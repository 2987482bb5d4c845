/** Polls one probe by itself, against the real platform, as often as the test calls. */
import type { TestContext } from "node:test";
import type { ProbeAnswer, ProbeContext, Target } from "#core/model";
import { createRealPlatform } from "#core/platform/real";
import { probes } from "#loop/sense";
import { aTarget } from "./model.ts";
import { noServices } from "./polling.ts";

export function onePoll(t: TestContext, name: string, more: Partial<ProbeContext> = {}) {
  const platform = createRealPlatform();
  // Neither a timer nor a child of the platform keeps the test alive.
  const alive = setInterval(() => undefined, 1_000);
  t.after(() => {
    clearInterval(alive);
    platform.close();
  });
  const memory = new Map<string, unknown>();
  const poll = (
    options: Record<string, unknown>,
    target: Target = aTarget({ supervisor: undefined }),
  ): Promise<ProbeAnswer> => {
    const probe = probes.get(name);
    if (probe === undefined) throw new Error(`there is no probe ${name}`);
    const { signal } = new AbortController();
    const context = {
      ...platform,
      services: noServices,
      pipelines: { look: () => undefined },
      beats: { count: () => 0 },
      signal,
      deadlineMs: 5_000,
      memory,
      ...more,
    };
    return probe.poll(target, probe.schema.parse(options), context);
  };
  return { poll, platform, memory };
}
