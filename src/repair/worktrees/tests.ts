/** The repository's own test command, run in a work tree of ours: fixed words, no shell, a session of its own, a limit on time and output. */
import type { DeclaredRepository, TestResult } from "#core/model";
import { formatDuration } from "#core/model/plain";
import type { SourceMeans } from "./source.ts";

const outputBytes = 1024 * 1024;
const tailLength = 4_000;
const graceMs = 5_000;
/** What programs need to find their way; nothing that was meant for Chiron. */
const passedOn = ["HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "USER"];

export interface TestRun {
  readonly folder: string;
  /** Where all that it says is kept. */
  readonly output: string;
  /** By which what it leaves behind is found after a crash: NAME=value in its environment. */
  readonly mark: readonly [name: string, value: string];
}

export async function runTests(
  { command, timeoutMs }: NonNullable<DeclaredRepository["test"]>,
  { folder, output, mark }: TestRun,
  { processes, files, clock, signal }: SourceMeans,
): Promise<TestResult> {
  const late = new AbortController();
  const timer = clock.after(timeoutMs, () => late.abort(new Error("late")));
  const startedAt = clock.monotonic();
  const kept = passedOn.flatMap((name) => {
    const value = processes.variable(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const ended = await processes.run({
    command,
    cwd: folder,
    env: { ...Object.fromEntries(kept), CI: "true", [mark[0]]: mark[1] },
    bareEnvironment: true,
    signal: AbortSignal.any([signal, late.signal]),
    graceMs,
    maxOutputBytes: outputBytes,
  });
  timer.cancel();
  const timedOut = late.signal.aborted && ended.aborted;
  const said = [
    ended.stdout,
    ended.stderr,
    ended.failure ?? "",
    timedOut ? `ended after ${formatDuration(timeoutMs)}` : "",
  ];
  const text = said.filter((part) => part !== "").join("\n");
  const isKept = await files.makeFolder(output.slice(0, output.lastIndexOf("/")), 0o700).then(
    () => files.write(output, text, { mode: 0o600 }).then(() => true),
    () => false,
  );
  signal.throwIfAborted();
  return {
    command,
    passed: ended.code === 0 && !ended.aborted && ended.failure === undefined,
    code: ended.code,
    signal: ended.signal,
    timedOut,
    tookMs: Math.round(clock.monotonic() - startedAt),
    tail: text.slice(-tailLength),
    output: isKept ? output : null,
  };
}
