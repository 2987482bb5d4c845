/**
 * Bearer tokens, in a file that only its owner may read. Of a token itself nothing is kept but its SHA-256: it has 256 bits of
 * chance, so that there is nothing to guess and no need for a slow hash.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { ChironError, messageOf, type Role, roles, type Scope, scopes } from "#core/model";

export const tokenSchema = z.strictObject({
  id: z.string(),
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/, "may hold letters, digits, '.', '_', '@' and '-', 64 at most"),
  role: z.enum(roles),
  kind: z.enum(["human", "service"]),
  /** Null: everything that the role may. */
  scopes: z.array(z.enum(scopes)).min(1).nullable(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Wall clock, ms. */
  createdAt: z.number(),
  expiresAt: z.number().nullable(),
});
export type TokenRecord = z.infer<typeof tokenSchema>;

const fileSchema = z.strictObject({ tokens: z.array(tokenSchema) });

export interface NewToken {
  readonly name: string;
  readonly role: Role;
  readonly kind: "human" | "service";
  readonly scopes?: readonly Scope[];
  /** Default: 90 days; null: never. */
  readonly expiresInMs?: number | null;
}

export interface TokenStore {
  /** The token is shown this once. Throws `bad_request`, `conflict`. */
  create(wanted: NewToken): { readonly token: string; readonly record: TokenRecord };
  list(): readonly TokenRecord[];
  /** By id or name. Throws `not_found`. */
  revoke(idOrName: string): TokenRecord;
  /** The record of exactly this token, expired or not. Sees at once what another process has written. */
  find(token: string): TokenRecord | undefined;
}

const defaultLifeMs = 90 * 86_400_000;
const form = /^chiron_([0-9a-f]{12})_[A-Za-z0-9_-]{43}$/;

export function createTokenStore(file: string, now: () => number = Date.now): TokenStore {
  let known: { readonly mark: string; readonly tokens: readonly TokenRecord[] } | undefined;
  const load = (): readonly TokenRecord[] => {
    const mark = markOf(file);
    if (known?.mark !== mark) known = { mark, tokens: mark === "" ? [] : readTokens(file) };
    return known.tokens;
  };
  return {
    create(wanted) {
      const id = randomBytes(6).toString("hex");
      const token = `chiron_${id}_${randomBytes(32).toString("base64url")}`;
      const expiresInMs = wanted.expiresInMs === undefined ? defaultLifeMs : wanted.expiresInMs;
      const parsed = tokenSchema.safeParse({
        id,
        name: wanted.name,
        role: wanted.role,
        kind: wanted.kind,
        scopes: wanted.scopes ?? null,
        sha256: sha256(token),
        createdAt: now(),
        expiresAt: expiresInMs === null ? null : now() + expiresInMs,
      });
      if (!parsed.success) throw new ChironError("bad_request", z.prettifyError(parsed.error));
      const tokens = load();
      if (tokens.some(({ name }) => name === wanted.name)) {
        throw new ChironError("conflict", `there is a token ${wanted.name} already`, {
          help: `chiron token revoke ${wanted.name}`,
        });
      }
      writeTokens(file, [...tokens, parsed.data]);
      return { token, record: parsed.data };
    },
    list: load,
    revoke(idOrName) {
      const tokens = load();
      const found = tokens.find(({ id, name }) => id === idOrName || name === idOrName);
      if (found === undefined)
        throw new ChironError("not_found", `there is no token ${idOrName}`, { help: "chiron token list" });
      writeTokens(
        file,
        tokens.filter((one) => one !== found),
      );
      return found;
    },
    find(token) {
      const id = form.exec(token)?.[1];
      if (id === undefined) return undefined;
      const record = load().find((one) => one.id === id);
      const expected = record?.sha256 ?? "0".repeat(64);
      return timingSafeEqual(Buffer.from(sha256(token), "hex"), Buffer.from(expected, "hex")) ? record : undefined;
    },
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Changes whenever the file is replaced; empty when there is none. */
function markOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? "" : `${stats.ino}:${stats.size}:${stats.mtimeMs}`;
}

function readTokens(file: string): readonly TokenRecord[] {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, "utf8"))).tokens;
  } catch (error) {
    const help = "Put it right, or delete it and make new tokens.";
    throw new ChironError("store_failed", `${file} does not hold tokens: ${messageOf(error)}`, { help });
  }
}

function writeTokens(file: string, tokens: readonly TokenRecord[]): void {
  const temporary = `${file}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    writeFileSync(temporary, `${JSON.stringify({ tokens }, null, 2)}\n`, { mode: 0o600, flag: "wx", flush: true });
    renameSync(temporary, file);
  } finally {
    if (existsSync(temporary)) rmSync(temporary);
  }
}
