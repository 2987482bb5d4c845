/**
 * Pressure stall information (accounting/psi.rst): the share of the last 10 s in which some, or all, of what wanted to run
 * had to wait for a resource. Of memory it tells of thrashing, which the amount that is left does not.
 */
import type { Files } from "#core/platform";

export interface Pressure {
  readonly somePercent: number;
  readonly fullPercent: number;
}

/** Undefined where the kernel does not measure it. */
export async function readPressure(path: string, files: Files): Promise<Pressure | undefined> {
  // A kernel that has it switched off (psi=0) has the file all the same, and refuses to read it.
  const text = await files.read(path, 4_096).catch(() => "");
  const somePercent = averageOf("some", text);
  if (somePercent === undefined) return undefined;
  return { somePercent, fullPercent: averageOf("full", text) ?? 0 };
}

function averageOf(kind: "some" | "full", text: string): number | undefined {
  const average = new RegExp(`^${kind} avg10=(\\d+\\.\\d+) `, "m").exec(text)?.[1];
  return average === undefined ? undefined : Number(average);
}
