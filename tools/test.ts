/**
 * Runs the tests: `npm test`, or `npm test -- guard` for the files whose path contains "guard". Each file is a process
 * of its own. The last line is always `N passed, N failed`, and a process that the tests left behind is a failure.
 *
 * Files that declare a need which this machine does not meet (tools/needs) are left out, and listed before the last line; with `--all`
 * each is a failure.
 */
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { run } from "node:test";
import { parseArgs } from "node:util";
import { projectFiles, projectRoot } from "./lib/files.ts";
import { endLeftovers, endProcess, findLeftovers, RUN_MARKER } from "./lib/leftovers.ts";
import { TestReport } from "./lib/test-report.ts";
import { leftOutInWords, remediable, runnable } from "./needs/index.ts";

/** A file that has told of nothing for so long hangs: an open handle, or a wait for something that will not come. */
const SILENCE_MS = 600_000;
/** How long a process may take to end after the test that started it. */
const LEFTOVER_GRACE_MS = 2_000;
const TEST_FILE = /^(src|tools|test)\/.*\.test\.ts$/;

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { all: { type: "boolean", default: false }, coverage: { type: "boolean", default: false } },
});

/** Most tests wait for processes and sockets, so that three files share two cores well; more would blur the measured times. */
function concurrency(): number {
  return Math.min(4, Math.max(3, availableParallelism()));
}

/** Said in the head of a file that leaves the processors to others for nearly all of its time: one such runs beside the others. */
const MOSTLY_WAITS = /^\/\/ mostly waits$/m;

function mostlyWaits(file: string): boolean {
  return MOSTLY_WAITS.test(readFileSync(join(projectRoot, file), "utf8"));
}

function chosenFiles(): string[] {
  const files = projectFiles().filter((file) => TEST_FILE.test(file));
  return wanted.length === 0 ? files : files.filter((file) => wanted.some((part) => file.includes(part)));
}

/**
 * Ends test files that hang. The runner's own timeout is one for each test, and does not see a file whose tests are done
 * and which yet does not end. The children of this process are the test files.
 */
function endHangingFiles(runId: string, report: TestReport): NodeJS.Timeout {
  const firstSeen = new Map<string, number>();
  const look = () => {
    for (const { pid, parentPid, command } of findLeftovers(runId)) {
      if (parentPid !== process.pid) continue;
      const file = command.split(" ").at(-1) ?? "";
      // Numbers of processes come again within a run; what ran under this one before was another file.
      const key = `${pid} ${file}`;
      const since = Math.max(firstSeen.get(key) ?? Date.now(), report.lastHeardOf(file));
      firstSeen.set(key, since);
      if (Date.now() - since < SILENCE_MS) continue;
      firstSeen.set(key, Date.now());
      const where = `${report.testsOf(file)} of its tests had ended; ${stateOf(pid)}`;
      endProcess(pid);
      report.fail(
        `${file} hangs`,
        `Ended after ${SILENCE_MS / 1000} s of silence. Look for an open handle or an endless wait.\n${where}`,
      );
    }
  };
  return setInterval(look, 1_000);
}

/** Whether it was stopped, slept, or was at work, and what its threads waited for in the kernel. */
function stateOf(pid: number): string {
  try {
    const state = /^State:\s+(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "unknown";
    const waits = readdirSync(`/proc/${pid}/task`).map((id) => readFileSync(`/proc/${pid}/task/${id}/wchan`, "utf8"));
    return `its state was ${state}, and its threads waited in ${[...new Set(waits)].join(", ")}`;
  } catch (error) {
    return `its state could not be read: ${String(error)}`;
  }
}

async function runFiles(files: readonly string[], atOnce: number, report: TestReport): Promise<void> {
  if (files.length === 0) return;
  const events = run({
    files: [...files],
    cwd: projectRoot,
    concurrency: atOnce,
    coverage: options.coverage,
    coverageIncludeGlobs: ["src/**/*.ts"],
    coverageExcludeGlobs: ["**/*.test.ts"],
  });
  for await (const event of events) report.take(event);
}

async function main(): Promise<boolean> {
  const { files, leftOut } = runnable(chosenFiles(), (file) => readFileSync(join(projectRoot, file), "utf8"));
  const report = new TestReport(projectRoot);
  const runId = randomUUID();
  process.env[RUN_MARKER] = runId;
  const watch = endHangingFiles(runId, report);
  const waiting = files.filter(mostlyWaits);
  const working = files.filter((file) => !waiting.includes(file));
  await Promise.all([runFiles(working, concurrency(), report), runFiles(waiting, 1, report)]);
  clearInterval(watch);
  for (const { pid, command } of await endLeftovers(runId, LEFTOVER_GRACE_MS)) {
    report.fail(`left behind: process ${pid}: ${command}`, "A test must end every process that it starts.");
  }
  if (options.all)
    for (const { file, unmet } of remediable(leftOut)) report.fail(file, `This machine lacks: ${unmet.join(", ")}`);
  return report.finish(leftOutInWords(leftOut));
}

process.exitCode = (await main()) ? 0 : 1;
