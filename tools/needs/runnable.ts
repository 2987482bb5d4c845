/** Which test files can be run on this machine, and why the others cannot. */
import { declaredNeeds } from "./declared.ts";
import { install, type Need, vocabulary } from "./vocabulary.ts";

export interface LeftOut {
  readonly file: string;
  readonly unmet: readonly string[];
}

export interface Runnable {
  readonly files: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

/** Throws where a file declares what nobody knows: it would be run everywhere, or nowhere. */
export function runnable(
  files: readonly string[],
  read: (file: string) => string,
  words: Readonly<Record<string, Pick<Need, "isMet">>> = vocabulary,
): Runnable {
  const known = new Map<string, boolean>();
  const isMet = (need: string): boolean => {
    const met = known.get(need) ?? words[need]?.isMet() === true;
    known.set(need, met);
    return met;
  };
  const all = files.map((file) => {
    const { needs, unknown } = declaredNeeds(read(file));
    if (unknown.length > 0) throw new Error(`${file} needs "${unknown.join('", "')}", which tools/needs does not know`);
    return { file, unmet: needs.filter((need) => !isMet(need)) };
  });
  return {
    files: all.flatMap(({ file, unmet }) => (unmet.length === 0 ? [file] : [])),
    leftOut: all.filter(({ unmet }) => unmet.length > 0),
  };
}

/** Those that could be run here if what they need was installed. */
export function remediable(leftOut: readonly LeftOut[]): readonly LeftOut[] {
  return leftOut.filter(({ unmet }) => unmet.some((need) => vocabulary[need]?.ofKernel !== true));
}

/** A line for each file with what it lacks, and then what would help; empty where nothing was left out. */
export function leftOutInWords(leftOut: readonly LeftOut[]): string {
  if (leftOut.length === 0) return "";
  const width = Math.max(...leftOut.map(({ file }) => file.length));
  const files = leftOut.map(({ file, unmet }) => `  ${file.padEnd(width)}  ${unmet.join(", ")}\n`);
  const unmet = [...new Set(leftOut.flatMap((one) => one.unmet))].sort();
  const remedies = [...new Set(unmet.map((need) => vocabulary[need]?.remedy ?? ""))];
  const packages = remedies.flatMap((one) => (one.startsWith(install) ? [one.slice(install.length)] : []));
  const others = remedies.filter((one) => !one.startsWith(install));
  const all = [...(packages.length > 0 ? [`${install}${packages.join(", ")}`] : []), ...others];
  const count = leftOut.length === 1 ? "1 file was" : `${leftOut.length} files were`;
  return `${count} left out; this machine lacks what they need:\n${files.join("")}To run them as well: ${all.join("; ")}.\n`;
}
