/** A process that writes numbered lines, and whether all of them are still there. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { gunzipSync } from "node:zlib";
import { until } from "#core/platform/test";

export const lineWriter = join(import.meta.dirname, "line-writer.mjs");

export interface Writer {
  readonly pid: number;
  readonly pidFile: string;
  /** Resolves once the log has so many bytes. */
  wrote(bytes: number): Promise<void>;
  /** Ends it; the number of the last line that it wrote. */
  end(): Promise<number>;
}

export async function writing(t: TestContext, log: string, deaf = false): Promise<Writer> {
  const pidFile = `${log}.pid`;
  const child = spawn(process.execPath, [lineWriter, log, pidFile, ...(deaf ? ["deaf"] : [])], { stdio: "inherit" });
  const ended = once(child, "exit");
  t.after(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  await until("it writes", () => existsSync(log) && existsSync(pidFile) && statSync(log).size > 0);
  return {
    pid: child.pid ?? 0,
    pidFile,
    async wrote(bytes) {
      await until(`the log has ${bytes} bytes`, () => statSync(log).size >= bytes);
    },
    async end() {
      child.kill("SIGTERM");
      await ended;
      return Number(readFileSync(`${log}.last`, "utf8"));
    },
  };
}

/** Everything that was ever written to the log, as far as it is still there: the archive in the order of its names, then the log. */
export function allLines(log: string): readonly string[] {
  const archive = join(dirname(log), ".archive");
  const names = existsSync(archive) ? readdirSync(archive).sort() : [];
  const archived = names.map((name) => {
    const content = readFileSync(join(archive, name));
    return name.endsWith(".gz") ? gunzipSync(content).toString() : content.toString();
  });
  return [...archived, readFileSync(log, "utf8")].join("").split("\n").slice(0, -1);
}

export function numbered(last: number): readonly string[] {
  return Array.from({ length: last }, (_, at) => `line ${at + 1}`);
}
