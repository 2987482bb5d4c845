/** Which events change what is shown of drift. */
import type { LiveEvent } from "../../api/index.ts";

export function isOfDrift({ type }: LiveEvent): boolean {
  return type.startsWith("harmony:") || type.startsWith("contract.") || type.startsWith("config.");
}
