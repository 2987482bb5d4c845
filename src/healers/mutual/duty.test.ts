import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { attemptAt, nextAttemptAt, noAttempts } from "./backoff.ts";
import { dutiesOf, type Faults } from "./duty.ts";
import { roles } from "./role.ts";
import type { Fault } from "./watch.ts";

const fault = fc.option(fc.constantFrom<Fault>("absent", "gone", "silent", "bloated"), { nil: undefined });
const anyFaults = fc.record({ engine: fault, mender: fault, watchdog: fault });

/** What those do who are not at fault themselves; each sees the faults of the others. */
function done(faults: Faults): readonly string[] {
  return roles
    .filter((role) => faults[role] === undefined)
    .flatMap((self) =>
      dutiesOf(self, { ...faults, [self]: undefined }).flatMap((duty) =>
        duty.kind === "restart" ? [duty.role] : ["engine", "mender"],
      ),
    );
}

test("HEALER-02: as long as one of them is well, each that is at fault has exactly one who answers for it", () => {
  fc.assert(
    fc.property(anyFaults, (faults) => {
      const wrong = roles.filter((role) => faults[role] !== undefined);
      if (wrong.length === roles.length) return;
      assert.deepEqual([...done(faults)].sort(), [...wrong].sort());
    }),
  );
});

test("HEALER-02: only both healers at fault are an emergency, and it need not be confirmed when both are seen to be dead", () => {
  assert.deepEqual(dutiesOf("watchdog", { engine: "gone" }), []);
  assert.deepEqual(dutiesOf("watchdog", { engine: "gone", mender: "gone" }), [{ kind: "emergency", seen: true }]);
  assert.deepEqual(dutiesOf("watchdog", { engine: "silent", mender: "gone" }), [{ kind: "emergency", seen: false }]);
});

test("HEALER-03: the first recovery is free, later ones wait longer and longer, at most a minute", () => {
  let attempts = noAttempts;
  const waits: number[] = [];
  for (let count = 0, now = 0; count < 10; count++) {
    attempts = attemptAt(attempts, now);
    waits.push(nextAttemptAt(attempts) - now);
    now = nextAttemptAt(attempts);
  }
  assert.deepEqual(waits.slice(0, 7), [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000]);
  assert.ok(waits.every((wait) => wait <= 60_000));
  assert.equal(attemptAt(attempts, attempts.lastAt + 120_001).count, 1, "one that was stable begins a new count");
});
