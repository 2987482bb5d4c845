/** What the tests of the log share. */
import type { TestContext } from "node:test";
import { event, type NewEvent } from "#core/model";
import { createTestClock } from "#core/platform/test";
import { type EventLog, type LogOptions, openLog } from "../index.ts";

/** A log that is closed when the test ends. */
export function openTestLog(t: TestContext, path: string, options: Partial<LogOptions> = {}): EventLog {
  const log = openLog({ path, stream: "engine", clock: createTestClock(), ...options });
  t.after(() => log.close());
  return log;
}

/** The simplest event there is. */
export function note(text: string): NewEvent {
  return event("command.refused", { command: text, reason: "for a test" });
}

export function notes(count: number): NewEvent[] {
  return Array.from({ length: count }, (_, index) => note(`number ${index + 1}`));
}
