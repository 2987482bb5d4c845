/**
 * The grants as they lie on disk: `grants.json`, which only the watchdog that gave them writes, and beside it `grants.revoked`, to which
 * anybody of the same user may add a line, so that a person can take a grant back while nothing else of Chiron runs.
 */
import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Grant } from "#core/model";
import { bootId, readSmallFile, replaceFile, uptimeMs } from "../small/index.ts";

export interface KeptGrant extends Grant {
  /** The emergency that it was given for. */
  readonly emergency: string;
  /** When it was given by a clock that nobody can set, and of which boot; see `expiryOf`. */
  readonly bootId: string;
  readonly grantedUptimeMs: number;
  readonly revokedAt: number | null;
  readonly revokedBecause: string | null;
}

export interface Now {
  /** Wall clock, ms. */
  readonly now: number;
  readonly uptimeMs: number;
  readonly bootId: string;
}

export const grantsFile = (folder: string): string => join(folder, "grants.json");
const revocationsFile = (folder: string): string => join(folder, "grants.revoked");

/** Those of a file that cannot be read are none. */
export function readGrants(folder: string): readonly KeptGrant[] {
  const kept = readSmallFile(grantsFile(folder), (value) => {
    const { grants } = value as { readonly grants?: unknown };
    return Array.isArray(grants) ? grants.filter(isGrant) : undefined;
  });
  const revoked = readRevocations(folder);
  return (kept ?? []).map((grant) => {
    const by = revoked.get(grant.id);
    return by === undefined || grant.revokedAt !== null
      ? grant
      : { ...grant, revokedAt: by.at, revokedBecause: by.reason };
  });
}

export function writeGrants(folder: string, grants: readonly KeptGrant[]): void {
  replaceFile(grantsFile(folder), `${JSON.stringify({ version: 1, grants }, null, 1)}\n`);
}

export interface Revocation {
  readonly grant: string;
  readonly at: number;
  readonly reason: string;
}

/** One short line, appended at once: two writers cannot mix theirs. */
export function revokeByHand(folder: string, revocation: Revocation): void {
  const path = revocationsFile(folder);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  appendFileSync(path, `${JSON.stringify(revocation)}\n`, { mode: 0o600 });
}

export function readRevocations(folder: string): ReadonlyMap<string, Revocation> {
  let text = "";
  try {
    text = readFileSync(revocationsFile(folder), "utf8");
  } catch {
    // Nobody has taken anything back.
  }
  const found = new Map<string, Revocation>();
  for (const line of text.split("\n")) {
    try {
      const one = JSON.parse(line) as Revocation;
      if (typeof one.grant === "string") found.set(one.grant, one);
    } catch {
      // A line that was cut off when its writer died.
    }
  }
  return found;
}

/**
 * Why a grant is over by itself; undefined while it is not. The wall clock may be set back, which would lengthen it: so the time since the
 * boot counts as well, and whichever says first that it is over is believed. No grant outlives a boot.
 */
export function expiryOf(grant: KeptGrant, { now, uptimeMs, bootId }: Now): string | undefined {
  const lastsMs = grant.expiresAt - grant.grantedAt;
  if (grant.bootId !== bootId) return "it was given before this boot";
  if (uptimeMs < grant.grantedUptimeMs) return "it was given at a time that has not come yet";
  if (uptimeMs - grant.grantedUptimeMs >= lastsMs)
    return `it expired ${uptimeMs - grant.grantedUptimeMs - lastsMs} ms ago`;
  if (now >= grant.expiresAt) return `it expired ${now - grant.expiresAt} ms ago by the wall clock`;
  return undefined;
}

function isGrant(value: unknown): value is KeptGrant {
  const grant = value as Partial<Record<keyof KeptGrant, unknown>> | null;
  return (
    typeof grant === "object" &&
    grant !== null &&
    [grant.id, grant.delegate, grant.emergency, grant.bootId, grant.reason].every((one) => typeof one === "string") &&
    [grant.grantedAt, grant.expiresAt, grant.grantedUptimeMs].every((one) => Number.isFinite(one)) &&
    Array.isArray(grant.capabilities)
  );
}

/** Those of an emergency that have neither expired nor been taken back. */
export function standingGrants(folder: string): readonly KeptGrant[] {
  const now = { now: Date.now(), uptimeMs: uptimeMs(), bootId: bootId() };
  return readGrants(folder).filter((grant) => grant.revokedAt === null && expiryOf(grant, now) === undefined);
}
