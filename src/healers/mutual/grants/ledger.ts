/**
 * The ledger of one emergency: gives, checks every use, takes back. What the process that gave them holds in memory is what counts, so that a
 * file that somebody changed gives nobody anything; the file is for whoever comes after it, and for people.
 */
import { randomBytes } from "node:crypto";
import type { Capability, Criticality, Grant, NewEvent } from "#core/model";
import { expiryOf, type KeptGrant, type Now, readGrants, readRevocations, writeGrants } from "./kept.ts";

export interface LedgerMeans {
  /** `<data>/healers` */
  readonly folder: string;
  readonly emergency: string;
  readonly grantedBy: string;
  readonly now: () => Now;
  /** Durable when it returns; throws when it cannot be written down, and then nothing is allowed. */
  readonly audit: (entry: NewEvent) => void;
}

export interface GrantRequest {
  readonly delegate: string;
  readonly capabilities: readonly Capability[];
  readonly forMs: number;
  readonly reason: string;
  readonly targets?: readonly string[];
  readonly criticality?: Criticality;
  readonly runbooks?: readonly string[];
}

export interface Use {
  readonly delegate: string;
  readonly capability: Capability;
  /** One sentence for the audit: `restart web`. */
  readonly what: string;
  readonly target?: string;
  readonly criticality?: Criticality;
  readonly runbook?: string;
}

export type UseResult =
  | { readonly allowed: true; readonly grant: string }
  | { readonly allowed: false; readonly why: string };

export class Ledger {
  readonly #means: LedgerMeans;
  #grants: readonly KeptGrant[] = [];

  constructor(means: LedgerMeans) {
    this.#means = means;
  }

  /** Audited first: a grant that nobody can read of later is none. */
  give({ forMs, ...request }: GrantRequest): Grant {
    const { now, uptimeMs, bootId } = this.#means.now();
    const { emergency, grantedBy } = this.#means;
    const grant: Grant = {
      id: `grant-${randomBytes(6).toString("hex")}`,
      ...request,
      grantedBy,
      grantedAt: now,
      expiresAt: now + forMs,
    };
    this.#audit("grant.given", { grant });
    const clock = { bootId, grantedUptimeMs: uptimeMs };
    this.#grants = [...this.#grants, { ...grant, ...clock, emergency, revokedAt: null, revokedBecause: null }];
    this.#keep();
    return grant;
  }

  /** To be asked right before the deed; the answer holds for that one. */
  use(use: Use): UseResult {
    const { delegate, capability, what } = use;
    const now = this.#means.now();
    const revoked = readRevocations(this.#means.folder);
    const own = this.#grants.filter((grant) => grant.delegate === delegate);
    const reasons = own.map((grant) => {
      const byHand = revoked.get(grant.id);
      if (byHand !== undefined) return `grant ${grant.id} was taken back: ${byHand.reason}`;
      return whyNot(grant, use, now);
    });
    const fitting = own[reasons.indexOf(undefined)];
    const base = { delegate, capability };
    if (fitting !== undefined) {
      this.#audit("grant.used", { ...base, grant: fitting.id, what, allowed: true });
      return { allowed: true, grant: fitting.id };
    }
    const why = own.length === 0 ? "nothing was granted to it" : reasons.join("; ");
    this.#audit("grant.used", { ...base, grant: null, what: `${what} (refused: ${why})`, allowed: false });
    return { allowed: false, why: `${delegate} may not ${what}: ${why}` };
  }

  /** Grants that stand now, of this emergency. */
  standing(): readonly Grant[] {
    const now = this.#means.now();
    return this.#grants.filter((grant) => grant.revokedAt === null && expiryOf(grant, now) === undefined);
  }

  /**
   * Takes back all that it gave. Never throws: in memory they are gone before anything is written, so that a full disk or a journal that fails
   * leaves no delegate with any power; what cannot be written is returned.
   */
  revokeAll(reason: string): readonly string[] {
    const standing = this.#grants.filter(({ revokedAt }) => revokedAt === null);
    const at = this.#means.now().now;
    this.#grants = this.#grants.map((grant) =>
      grant.revokedAt === null ? { ...grant, revokedAt: at, revokedBecause: reason } : grant,
    );
    const troubles: string[] = [];
    const attempt = (work: () => void) => {
      try {
        work();
      } catch (error) {
        troubles.push(error instanceof Error ? error.message : String(error));
      }
    };
    attempt(() => writeGrants(this.#means.folder, this.#grants));
    for (const { id } of standing) attempt(() => this.#audit("grant.revoked", { grant: id, reason }));
    return troubles;
  }

  /** A full disk keeps nobody from healing: they then hold in this process alone. */
  #keep(): void {
    try {
      writeGrants(this.#means.folder, this.#grants);
    } catch {
      // The audit has them, and they expire.
    }
  }

  #audit<T extends NewEvent["type"]>(type: T, data: Extract<NewEvent, { type: T }>["data"]): void {
    this.#means.audit({ type, data } as NewEvent);
  }
}

/** What an emergency left standing whose watchdog is gone: taken back by the next one. Returns what it took back. */
export function revokeLeftOver(
  folder: string,
  reason: string,
  { audit, now }: Pick<LedgerMeans, "audit" | "now">,
): readonly string[] {
  const kept = readGrants(folder);
  const left = kept.filter(({ revokedAt }) => revokedAt === null);
  if (left.length === 0) return [];
  const at = now().now;
  for (const { id } of left) audit({ type: "grant.revoked", data: { grant: id, reason } });
  writeGrants(
    folder,
    kept.map((grant) => (grant.revokedAt === null ? { ...grant, revokedAt: at, revokedBecause: reason } : grant)),
  );
  return left.map(({ id }) => id);
}

function whyNot(grant: KeptGrant, use: Use, now: Now): string | undefined {
  if (grant.revokedAt !== null) return `grant ${grant.id} was taken back: ${grant.revokedBecause}`;
  const expiry = expiryOf(grant, now);
  if (expiry !== undefined) return `grant ${grant.id}: ${expiry}`;
  if (!grant.capabilities.includes(use.capability)) return `grant ${grant.id} does not name ${use.capability}`;
  if (grant.targets !== undefined && (use.target === undefined || !grant.targets.includes(use.target)))
    return `grant ${grant.id} is not for ${use.target ?? "what is no target"}`;
  if (grant.criticality !== undefined && grant.criticality !== use.criticality)
    return `grant ${grant.id} is for ${grant.criticality} targets, and ${use.target ?? "this"} is ${use.criticality ?? "none"}`;
  if (use.capability === "runbook.run" && (use.runbook === undefined || grant.runbooks?.includes(use.runbook) !== true))
    return `grant ${grant.id} does not name the runbook ${use.runbook ?? "(none)"}`;
  return undefined;
}
