/**
 * One connection by the library `pg`, which is loaded with the first one. Whatever stands at the other end, it cannot hold us
 * longer than our deadline, make us read without end, or throw where nobody catches.
 */
import { dirname } from "node:path";
import type { Client } from "pg";
import type { ProbeContext } from "#core/model";
import type { Address, Certificate, TlsOptions } from "#core/platform";
import { guard, type Wire } from "./guard.ts";
import { refusalOf } from "./refusals.ts";

export interface Question {
  readonly address: Address;
  readonly user: string;
  readonly database: string;
  readonly password: string | undefined;
  readonly tls: TlsOptions | undefined;
  readonly context: Pick<ProbeContext, "clock" | "signal">;
}

export interface Told {
  readonly connectMs: number;
  readonly certificate: Certificate | undefined;
  readonly values: { readonly replica: boolean };
}

const trivialQuery = "SELECT pg_is_in_recovery() AS replica";

export async function askServer(question: Question): Promise<Told> {
  const { signal, clock } = question.context;
  const { Client } = await import("pg");
  signal.throwIfAborted();
  const client = new Client(settingsOf(question));
  // What comes after the answer, or after we have gone, is of no interest; without a listener it would end the process.
  client.on("error", () => undefined);
  const { connection: wire } = client as unknown as { readonly connection: Wire };
  const seen = guard(wire);
  const startedAt = clock.monotonic();
  const onAbort = () => wire.stream.destroy();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    await client.connect();
    const connectMs = clock.monotonic() - startedAt;
    const replica = await isReplica(client);
    return { connectMs, certificate: seen.certificate(), values: { replica } };
  } catch (error) {
    signal.throwIfAborted();
    throw refusalOf(seen.failure() ?? error);
  } finally {
    signal.removeEventListener("abort", onAbort);
    // Its farewell is one packet that nobody waits for.
    void client.end().catch(() => undefined);
    wire.stream.destroySoon();
  }
}

async function isReplica(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ replica?: unknown }>(trivialQuery);
  const replica = rows[0]?.replica;
  if (typeof replica !== "boolean") throw new Error("it does not answer like a PostgreSQL server");
  return replica;
}

/** Everything is said, so that nothing comes from PG… variables or a password file of whoever Chiron runs as. */
function settingsOf({ address, user, database, password, tls }: Question) {
  return {
    ...where(address),
    user,
    database,
    password: () => password ?? "",
    application_name: "chiron",
    ssl: tls === undefined ? false : tlsSettings(tls),
  };
}

function where(address: Address): { host: string; port: number } {
  if ("host" in address) return address;
  return { host: dirname(address.path), port: Number(/\d+$/.exec(address.path)?.[0]) };
}

function tlsSettings({ authorities, serverName, verifyCertificate }: TlsOptions) {
  const { checkServerIdentity } = process.getBuiltinModule("node:tls");
  return {
    rejectUnauthorized: verifyCertificate !== false,
    ...(authorities === undefined ? {} : { ca: authorities }),
    ...(serverName === undefined
      ? {}
      : {
          checkServerIdentity: (_host: string, shown: Parameters<typeof checkServerIdentity>[1]) =>
            checkServerIdentity(serverName, shown),
        }),
  };
}
