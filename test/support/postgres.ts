/** A PostgreSQL server of the test's own, on a free port of this machine, with nothing left behind. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { temporaryFolder, until } from "#core/platform/test";
import { freePort } from "./services.ts";

/** It will not run as root. */
const asPostgres: readonly string[] =
  process.getuid?.() === 0 ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];

export async function startPostgres(t: TestContext, password: string) {
  const folder = temporaryFolder(t);
  const port = await freePort();
  const run = (...words: readonly string[]) => {
    const [program = "", ...rest] = [...asPostgres, ...words];
    return execFileSync(program, rest, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  };
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, password);
  if (asPostgres.length > 0) execFileSync("chown", ["-R", "postgres:postgres", folder]);
  const [version = ""] = readdirSync("/usr/lib/postgresql").sort((a, b) => Number(b) - Number(a));
  const programs = `/usr/lib/postgresql/${version}/bin`;
  const data = join(folder, "data");
  run(`${programs}/initdb`, "-D", data, "-U", "postgres", "-A", "scram-sha-256", "--pwfile", passwordFile, "--no-sync");
  const flags = ["-p", String(port), "-c", "listen_addresses=127.0.0.1", "-k", folder, "-c", "fsync=off"];
  const [program = "", ...rest] = [...asPostgres, `${programs}/postgres`, "-D", data, ...flags];
  const server = spawn(program, rest, { stdio: "ignore" });
  t.after(async () => {
    server.kill("SIGINT");
    if (server.exitCode === null && server.signalCode === null) await once(server, "exit");
  });
  await until("PostgreSQL takes connections", () => {
    if (server.exitCode !== null) throw new Error("PostgreSQL ended");
    return statusOf(data) === "ready";
  });
  const logins = join(folder, "logins");
  writeFileSync(logins, `127.0.0.1:${port}:*:postgres:${password}\n`);
  chmodSync(logins, 0o600);
  const ask = (statement: string) =>
    execFileSync(
      `${programs}/psql`,
      ["-X", "-w", "-At", "-h", "127.0.0.1", "-p", String(port), "-U", "postgres", "-c", statement],
      {
        encoding: "utf8",
        env: { ...process.env, PGPASSWORD: password },
      },
    ).trim();
  return { port, logins, ask };
}

function statusOf(data: string): string | undefined {
  try {
    return readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[7]?.trim();
  } catch {
    return undefined;
  }
}
