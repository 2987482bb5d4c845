/**
 * The *editions* of a format: one for each version of it that there was. A contract may hold two of one format side by side, and the same
 * format may have had another version in an earlier text of the contract.
 */
import type { Contract, Format } from "../read/index.ts";

/** A text of the contract, from when it was first read, in ms. */
export interface Revision {
  readonly contract: Contract;
  readonly since: number;
}

export interface Edition {
  readonly format: Format;
  /** The format's own version, or the contract's. */
  readonly version: string;
  /** The contract's at that time: outputs may name it. */
  readonly contractVersion: string | null;
  /** When a newer one came, in ms; null: it is the newest. */
  readonly supersededAt: number | null;
}

/** Of one format more are not kept. */
const most = 5;

/** By the format's id, oldest first; the last one is the current. Formats that the newest text no longer has are not in it. */
export function editionsOf(revisions: readonly Revision[]): ReadonlyMap<string, readonly Edition[]> {
  const inOrder = revisions.toSorted((a, b) => a.since - b.since);
  const ids = new Set(inOrder.at(-1)?.contract.formats.map(({ id }) => id));
  return new Map([...ids].map((id) => [id, editionsOfFormat(id, inOrder).slice(-most)] as const));
}

function editionsOfFormat(id: string, revisions: readonly Revision[]): readonly Edition[] {
  const editions: Edition[] = [];
  for (const { contract, since } of revisions) {
    const here = contract.formats
      .filter((format) => format.id === id)
      .toSorted((a, b) => compareVersions(versionIn(contract, a), versionIn(contract, b)));
    for (const format of here) {
      const version = versionIn(contract, format);
      const known = editions.findIndex((edition) => edition.version === version);
      const edition = { format, version, contractVersion: contract.version, supersededAt: null };
      // The same version in a later text: what it says now counts. One that is no longer the newest does not become so again.
      if (known >= 0) editions[known] = { ...edition, supersededAt: editions[known]?.supersededAt ?? null };
      else {
        const last = editions.at(-1);
        if (last) editions[editions.length - 1] = { ...last, supersededAt: last.supersededAt ?? since };
        editions.push(edition);
      }
    }
  }
  return editions;
}

function versionIn({ version }: Contract, format: Format): string {
  return format.version ?? version ?? "";
}

/** `2.10` is newer than `2.9`; words are compared as such. */
export function compareVersions(a: string, b: string): number {
  const [first, second] = [a, b].map((version) => version.replace(/^v/i, "").split("."));
  for (let index = 0; index < Math.max(first?.length ?? 0, second?.length ?? 0); index++) {
    const [x = "", y = ""] = [first?.[index], second?.[index]];
    const difference = Number(x) - Number(y);
    if (difference !== 0 && !Number.isNaN(difference)) return difference;
    if (Number.isNaN(difference) && x !== y) return x < y ? -1 : 1;
  }
  return 0;
}
