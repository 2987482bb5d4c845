/** Which of the codings that lie ready a client takes (RFC 9110, 12.5.3). */
import type { Coding } from "./listing.ts";

/** The smallest first. */
const preferred: readonly Coding[] = ["br", "gzip"];

export function codingFor(accepted: string | undefined, ready: ReadonlyMap<Coding, unknown>): Coding {
  const taken = new Map<string, boolean>();
  for (const one of (accepted ?? "").split(",")) {
    const [name = "", ...parameters] = one.split(";").map((part) => part.trim().toLowerCase());
    const isRefused = parameters.some((parameter) => /^q=0(?:\.0{0,3})?$/.test(parameter));
    taken.set(name, !isRefused);
  }
  return preferred.find((coding) => ready.has(coding) && (taken.get(coding) ?? taken.get("*"))) ?? "identity";
}
