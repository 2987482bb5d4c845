/** A polling engine on a clock that the test moves, with probes that do what the test says. */
import { z } from "zod";
import {
  defineProbe,
  type Probe,
  type ProbeAnswer,
  type ProbeContext,
  type Reading,
  type Services,
  type Target,
} from "#core/model";
import { createRealPlatform } from "#core/platform/real";
import { createPolling } from "#loop/sense";
import { createSeededRandom, createTestClock } from "../../src/core/platform/test/index.ts";
import { aTarget } from "./model.ts";

export const good: ProbeAnswer = { available: true, values: { serving: true } };
export const bad: ProbeAnswer = { available: true, values: { serving: false }, error: "it says no" };

/** No service of Chiron's own. */
export const noServices = {
  look: () => ({ state: "gone", process: null, startedAt: null, report: null }),
  restartsSince: () => 0,
} as unknown as Services;

export function scriptedProbe(
  poll: (context: ProbeContext, target: Target) => Promise<ProbeAnswer>,
  more: Partial<Pick<Probe, "name" | "asksProcess" | "shareKey" | "silence">> = {},
): Probe {
  return defineProbe({
    name: "scripted",
    summary: "Does what the test says",
    schema: z.object({}),
    defaults: { everyMs: 1_000, deadlineMs: 500 },
    poll: (target, _options, context) => poll(context, target),
    ...more,
  });
}

/** A target with one probe, without a supervisor. */
export function watched(id: string, more: { everyMs?: number; deadlineMs?: number; kind?: string } = {}): Target {
  const { everyMs = 1_000, deadlineMs = 500, kind = "scripted" } = more;
  return aTarget({ id, supervisor: undefined, probes: [{ id: kind, kind, everyMs, deadlineMs, options: {} }] });
}

/** `at` is how long after the beginning a reading came, by the clock that never steps. */
export function pollingOnTestClock(...probes: readonly Probe[]) {
  const clock = createTestClock();
  const { files, processes, network, sqlite } = createRealPlatform();
  const readings: (Reading & { readonly at: number })[] = [];
  const hear: ((reading: Reading) => void)[] = [];
  const polling = createPolling({
    platform: { clock, random: createSeededRandom(1), files, processes, network, sqlite },
    services: noServices,
    probes: new Map(probes.map((probe) => [probe.name, probe])),
    onReading: (reading) => {
      readings.push({ ...reading, at: clock.monotonic() });
      for (const one of hear) one(reading);
    },
  });
  const end = async (): Promise<void> => {
    const stopped = polling.stop();
    // What does not end when it is told to is waited for a moment, and that too is the clock's time.
    await clock.advance(5_000);
    await stopped;
  };
  return { clock, polling, readings, hear, end };
}

/** A promise, and its end in the test's hands. */
export function pending<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
