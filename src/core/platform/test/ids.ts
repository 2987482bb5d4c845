/** Ids that a test can foretell: `inc-0001`, `inc-0002`, `plan-0001`; each prefix counts by itself. */
import type { Ids } from "../index.ts";

export function createCountingIds(): Ids {
  const counts = new Map<string, number>();
  return {
    next: (prefix) => {
      const count = (counts.get(prefix) ?? 0) + 1;
      counts.set(prefix, count);
      return `${prefix}-${String(count).padStart(4, "0")}`;
    },
  };
}
