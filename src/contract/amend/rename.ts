/** Events that nobody waits for, and the event that was meant (CONTRACT-A3): its name, and every place of a text where the other is written. */
import { suggest } from "#core/lib";
import type { Contract } from "../read/index.ts";

/** The event of the contract that somebody waits for and that is near enough to be meant; undefined: none, or more than one of its family. */
export function eventMeant(sent: string, { events }: Contract): string | undefined {
  const known = events.filter(({ consumers }) => consumers.length > 0).map(({ name }) => name);
  const near = suggest(sent, known);
  if (near !== undefined) return near;
  const family = known.filter((name) => name !== sent && sharedParts(name, sent) > 0);
  const most = Math.max(0, ...family.map((name) => sharedParts(name, sent)));
  const best = family.filter((name) => sharedParts(name, sent) === most);
  return best.length === 1 ? best[0] : undefined;
}

/** `chain:gate_updated` and `chain:gate_checkpoint` begin with two parts that are the same. */
function sharedParts(a: string, b: string): number {
  const [first, second] = [a, b].map((name) => name.split(/[:./_-]/));
  const differs = first?.findIndex((part, index) => part !== second?.[index]) ?? -1;
  return differs < 0 ? (first?.length ?? 0) : differs;
}

/** Null: the name is not written there. A longer name that holds it is another name. */
export function withEventRenamed(text: string, from: string, to: string): string | null {
  const name = from.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const whole = new RegExp(
    String.raw`(?<![\p{L}\p{N}_-]|[\p{L}\p{N}][:./])${name}(?![\p{L}\p{N}_-]|[:./][\p{L}\p{N}])`,
    "gu",
  );
  const renamed = text.replace(whole, () => to);
  return renamed === text ? null : renamed;
}
