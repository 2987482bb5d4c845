/** What changes what is shown of repairs. The mender writes a stream of its own, so that it is looked at now and then as well. */
import type { LiveEvent } from "../../api/index.ts";

export const lookEveryMs = 3_000;

export function isOfRepair({ type }: LiveEvent): boolean {
  return type.startsWith("repair.") || type.startsWith("repositories.") || type.startsWith("harmony:chain");
}
