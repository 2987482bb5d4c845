/**
 * Outputs against a contract whose formats may have changed (CONTRACT-12). What follows the newest version of a format is valid. What follows an
 * older one, and follows it wholly, is valid for the length of the migration window, counted from when the newer one was first read, with
 * an advisory finding that says until when; afterwards it is degraded, with that as its one finding. Everything else is held against the newest.
 */
import type { ContractCheck, Finding } from "#core/model";
import { type Checker, type CheckOptions, compileContract } from "../check/index.ts";
import type { Contract } from "../read/index.ts";
import { type Edition, editionsOf, type Revision } from "./editions.ts";

export const migrationWindowMs = 90 * 86_400_000;

export interface MigrationOptions {
  /** In ms; default 90 days. */
  readonly windowMs?: number;
}

export interface MigratingChecker {
  /** As the newest text has it: for lint, and for those who ask what is held. */
  readonly current: Checker;
  /** `at`: when the output was sent, in ms. Throws as `Checker.check` does. */
  check(output: unknown, options: CheckOptions & { readonly at: number }): ContractCheck;
}

interface Earlier extends Edition {
  readonly supersededAt: number;
}

/** `revisions`: the texts that the contract had as far as they are known, the newest among them; one is enough. */
export function compileMigrating(
  revisions: readonly Revision[],
  { windowMs = migrationWindowMs }: MigrationOptions = {},
): MigratingChecker {
  const newest = revisions.toSorted((a, b) => a.since - b.since).at(-1);
  if (newest === undefined) throw new RangeError("a contract has at least one text");
  const editions = editionsOf(revisions);
  const contract = withEditions(newest.contract, (id) => editions.get(id)?.at(-1));
  const current = compileContract(contract);
  const earlier = [...editions.values()]
    .flatMap((all) => all.slice(0, -1))
    .flatMap(supersededOf)
    .toSorted((a, b) => b.supersededAt - a.supersededAt);
  const compiled = new Map<Earlier, Checker>();
  const checkerOf = (edition: Earlier) => {
    const { format, contractVersion } = edition;
    const known =
      compiled.get(edition) ?? compileContract({ ...contract, version: contractVersion, formats: [format] });
    compiled.set(edition, known);
    return known;
  };
  return {
    current,
    check(output, { at, ...options }) {
      const now = current.check(output, options);
      if (now.status === "valid") return now;
      for (const edition of earlier) {
        const { id } = edition.format;
        if (id !== (options.format ?? now.format ?? id)) continue;
        const then = checkerOf(edition).check(output, options);
        if (then.status !== "valid" || then.format !== id || then.findings.some(isUnrecognised)) continue;
        return { ...then, ...judged(then, edition, editions.get(id)?.at(-1), at, windowMs) };
      }
      return now;
    },
  };
}

/** An advisory format takes anything for valid, and says so. */
function isUnrecognised({ kind }: Finding): boolean {
  return kind === "unparseable";
}

function supersededOf(edition: Edition): readonly Earlier[] {
  return edition.supersededAt === null ? [] : [{ ...edition, supersededAt: edition.supersededAt }];
}

/** The contract with one edition of each format, where it stands first. */
function withEditions(contract: Contract, pick: (id: string) => Edition | undefined): Contract {
  const seen = new Set<string>();
  const formats = contract.formats.flatMap((format) => {
    if (seen.has(format.id)) return [];
    seen.add(format.id);
    return [pick(format.id)?.format ?? format];
  });
  return { ...contract, formats };
}

function judged(
  { findings }: ContractCheck,
  edition: Earlier,
  newest: Edition | undefined,
  at: number,
  windowMs: number,
): Pick<ContractCheck, "status" | "findings"> {
  const until = edition.supersededAt + windowMs;
  const isOver = at >= until;
  const finding: Finding = {
    kind: "version_mismatch",
    path: `Format ${edition.format.id}`,
    expected: `version ${newest?.version ?? "the newest"}`,
    received: `version ${edition.version}, which ${isOver ? "was" : "is"} accepted until ${new Date(until).toISOString().slice(0, 10)}`,
    line: null,
    advisory: !isOver,
  };
  return { status: isOver ? "degraded" : "valid", findings: [...findings, finding] };
}
