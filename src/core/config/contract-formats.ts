/** Formats that gates name, beside those that the contract has. */
import type { ContractSetting } from "#core/model";
import { didYouMean, type Gathering } from "./gathering.ts";
import type { Path, Source } from "./source/index.ts";

interface Named {
  readonly format: string;
  /** Where it is named, within the entry of the contract. */
  readonly at: Path;
}

/** A warning: the contract may be written later than this, and no engine is to stay down over it. */
export async function warnOfMissingFormats(
  setting: ContractSetting,
  largestBytes: number,
  { source, path }: { readonly source: Source; readonly path: Path },
  into: Gathering,
): Promise<void> {
  const named = namedIn(setting);
  if (named.length === 0) return;
  const known = await formatsOf(setting.path, largestBytes, into);
  if (known === undefined) return;
  for (const { format, at } of named) {
    if (known.includes(format)) continue;
    const has = known.length === 0 ? "it has none" : `it has ${known.join(", ")}`;
    const message = `there is no format ${format} in ${setting.path}: what comes through there is not checked`;
    into.warnings.push(source.problem([...path, ...at], message, { suggestion: didYouMean(format, known, has) }));
  }
}

function namedIn({ gates, follow }: ContractSetting): readonly Named[] {
  return [
    ...gates.flatMap(({ gate, format }) => (format === null ? [] : [{ format, at: ["gates", gate, "format"] }])),
    ...follow.flatMap(({ format }, index) => (format === null ? [] : [{ format, at: ["follow", index, "format"] }])),
  ];
}

/** Undefined for one that cannot be read, or is none: the engine says so when it reads it. */
async function formatsOf(
  path: string,
  largestBytes: number,
  { files, kinds }: Gathering,
): Promise<readonly string[] | undefined> {
  try {
    return await kinds.contractFormats(await files.read(path, largestBytes));
  } catch {
    return undefined;
  }
}
