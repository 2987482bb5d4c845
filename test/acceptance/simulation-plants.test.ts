import assert from "node:assert/strict";
import { test } from "node:test";
import { plants } from "../../sim/plants/index.ts";
import { runSeed } from "../../sim/seed/index.ts";

/** More than any of these bugs needs; without the bug each of these seeds holds. */
const seeds = Array.from({ length: 24 }, (_, index) => index + 1);
const days = 8;

for (const plant of plants) {
  test(`REASON-17: a planted bug is found: ${plant.name}, ${plant.summary}`, async (t) => {
    const found: string[] = [];
    for (const seed of new Set([...(plant.soonIn ?? []), ...seeds])) {
      const { failure } = await runSeed({ seed, days, plant });
      if (failure === null) continue;
      assert.ok(plant.foundBy.includes(failure.invariant), `${failure.invariant}: ${failure.message}`);
      found.push(`seed ${seed}`);
      t.diagnostic(`${plant.name}: ${failure.invariant} in seed ${seed}, day ${failure.day}`);
      break;
    }
    assert.notDeepEqual(found, [], `none of the seeds ${seeds.join(", ")} finds it within ${days} days`);
  });
}
