/**
 * Who has signed in with a token, in a file that only its owner may read, so that they still have when the engine is started anew. Of the
 * cookie nothing is kept but its SHA-256. The engine is the only one who writes it.
 */
import { createHash, randomBytes } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { messageOf } from "#core/model";
import type { TokenRecord } from "./tokens.ts";

const sessionSchema = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** The token's id. */
  token: z.string(),
  /** Wall clock, ms. */
  createdAt: z.number(),
  expiresAt: z.number(),
});
type Session = z.infer<typeof sessionSchema>;

const fileSchema = z.strictObject({ sessions: z.array(sessionSchema) });

export interface SessionMeans {
  readonly file: string;
  /** Wall clock, ms. */
  readonly now: () => number;
  /** One line for people: what is wrong with the file. */
  readonly say: (line: string) => void;
}

const longestLifeMs = 12 * 3_600_000;
/** One for each browser that one person may have; the oldest goes. */
const mostOfOneToken = 20;
const mostOfAll = 1_000;
/** A disk that hangs keeps nobody out: it is then known to this process alone. */
const longestWriteMs = 2_000;

export class SessionStore {
  readonly #means: SessionMeans;
  /** By hash, the oldest first. */
  readonly #sessions: Map<string, Session>;
  #written: Promise<void> = Promise.resolve();

  private constructor(means: SessionMeans, sessions: readonly Session[]) {
    this.#means = means;
    this.#sessions = new Map(sessions.map((session) => [session.sha256, session]));
  }

  /** Never throws: a file that cannot be read costs everybody a new sign-in. */
  static async open(means: SessionMeans): Promise<SessionStore> {
    const { file, say } = means;
    try {
      const { sessions } = fileSchema.parse(JSON.parse(await readFile(file, "utf8")));
      return new SessionStore(means, sessions);
    } catch (error) {
      const isAbsent = (error as NodeJS.ErrnoException).code === "ENOENT";
      if (!isAbsent)
        say(`warning: ${file} does not hold sessions, so that everybody has to sign in again: ${told(error)}`);
      return new SessionStore(means, []);
    }
  }

  /** The cookie's value, which is known to nobody else. It ends with its token at the latest. */
  async begin({ id, expiresAt }: TokenRecord): Promise<{ readonly value: string; readonly expiresAt: number }> {
    const now = this.#means.now();
    const value = randomBytes(32).toString("base64url");
    const ends = Math.min(now + longestLifeMs, expiresAt ?? Number.POSITIVE_INFINITY);
    this.#dropExpired(now);
    const own = [...this.#sessions.values()].filter(({ token }) => token === id);
    for (const oldest of own.slice(0, Math.max(0, own.length - mostOfOneToken + 1)))
      this.#sessions.delete(oldest.sha256);
    for (const oldest of this.#sessions.keys()) {
      if (this.#sessions.size < mostOfAll) break;
      this.#sessions.delete(oldest);
    }
    const session = { sha256: hashOf(value), token: id, createdAt: now, expiresAt: ends };
    this.#sessions.set(session.sha256, session);
    await this.#write();
    return { value, expiresAt: ends };
  }

  /** Undefined: there is none, or it is over. Whether its token still holds the caller has to see. */
  find(value: string): Session | undefined {
    const session = this.#sessions.get(hashOf(value));
    return session !== undefined && session.expiresAt > this.#means.now() ? session : undefined;
  }

  async end(value: string): Promise<void> {
    if (this.#sessions.delete(hashOf(value))) await this.#write();
  }

  #dropExpired(now: number): void {
    for (const { sha256, expiresAt } of this.#sessions.values()) if (expiresAt <= now) this.#sessions.delete(sha256);
  }

  /** One after the other, each with what is so by then. */
  async #write(): Promise<void> {
    const { file, say } = this.#means;
    this.#written = this.#written.then(async () => {
      const text = `${JSON.stringify({ sessions: [...this.#sessions.values()] })}\n`;
      await replace(file, text).catch((error: unknown) =>
        say(`warning: who has signed in is kept in memory alone, until the engine ends: ${messageOf(error)}`),
      );
    });
    await Promise.race([this.#written, delay(longestWriteMs, undefined, { ref: false })]);
  }
}

async function replace(file: string, text: string): Promise<void> {
  const temporary = `${file}.tmp`;
  // One that a crash left may be of another mode, which writing does not change.
  await rm(temporary, { force: true });
  await writeFile(temporary, text, { mode: 0o600, flag: "wx", flush: true });
  await rename(temporary, file);
}

function hashOf(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}

function told(error: unknown): string {
  return error instanceof z.ZodError ? z.prettifyError(error).slice(0, 300) : messageOf(error);
}
