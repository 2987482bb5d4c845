/** Recorded outputs, held against a contract as it would be: what differed has to pass, and what passed has to pass still (CONTRACT-10). */
import { type DriftPattern, messageOf } from "#core/model";
import { type Checker, compileContract } from "../check/index.ts";
import { readContract } from "../read/index.ts";

export interface RecordedOutput {
  /** For people: where it is recorded. */
  readonly name: string;
  readonly raw: string;
  readonly gate: string;
  /** Null: recognised. */
  readonly format: string | null;
}

export interface ReplayedTexts {
  readonly before: string;
  readonly after: string;
}

/** Sentences for people, one for each output that does not do as it should; empty: the change holds. */
export function replay(
  { before, after }: ReplayedTexts,
  { kind, path }: Pick<DriftPattern, "kind" | "path">,
  { failing, good }: { readonly failing: readonly RecordedOutput[]; readonly good: readonly RecordedOutput[] },
): readonly string[] {
  const [then, now] = [compileContract(readContract(before)), compileContract(readContract(after))];
  const problems: string[] = [];
  for (const output of failing) {
    // It may differ in other ways as well, which are other patterns; none may come of the change.
    const known = new Set(differences(then, output));
    const left = differences(now, output);
    const own = inWords({ kind, path });
    const added = left.find((one) => !known.has(one));
    if (left.includes(own)) problems.push(`${output.name} still differs: ${own}`);
    else if (added !== undefined) problems.push(`${output.name} differs in another way: ${added}`);
  }
  for (const output of good) {
    // One that passed by an older text of the contract says nothing of this change.
    if (differences(then, output).length > 0) continue;
    const [first] = differences(now, output);
    if (first !== undefined) problems.push(`${output.name} was as agreed, and would differ: ${first}`);
  }
  return problems;
}

function differences(checker: Checker, { raw, gate, format }: RecordedOutput): readonly string[] {
  try {
    const { findings } = checker.check(raw, { gate, ...(format === null ? {} : { format }) });
    return findings.filter(({ advisory }) => !advisory).map(inWords);
  } catch (error) {
    return [`cannot be checked: ${messageOf(error)}`];
  }
}

/** The kind's words; a name is left as it is. */
function inWords({ kind, path }: Pick<DriftPattern, "kind" | "path">): string {
  return `${kind.replaceAll("_", " ")} ${path}`;
}
