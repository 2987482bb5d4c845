/** Turns the events of node:test into what a person wants to read: a line per file, all of every failure, one sum. */
import { isAbsolute, join, relative } from "node:path";
import type { TestEvent } from "node:test/reporters";
import { inspect, styleText } from "node:util";

interface FileState {
  /** When its last test ended; 0: none has yet. */
  heardAt: number;
  tests: number;
  failures: number;
  output: string;
}

type Completed = Extract<TestEvent, { type: "test:complete" }>["data"];

/** What a file printed is shown when it fails; more than this hides the failure it should explain. */
const OUTPUT_LINES = 200;
/** The runner's own lines of a stack; the last one may open the list of the error's fields, and stays. */
const RUNNER_FRAME = /^\s+at .*node:internal\/.*\)$/;

export class TestReport {
  readonly #root: string;
  readonly #write: (text: string) => void;
  readonly #files = new Map<string, FileState>();
  #passed = 0;
  #failed = 0;
  #skipped = 0;

  constructor(root: string, write: (text: string) => void = (text) => void process.stdout.write(text)) {
    this.#root = root;
    this.#write = write;
  }

  take(event: TestEvent): void {
    if (event.type === "test:complete") this.#completed(event.data);
    else if (event.type === "test:coverage") this.#coverage(event.data.summary);
    else if (event.type === "test:stdout" || event.type === "test:stderr") {
      this.#file(event.data.file).output += event.data.message;
    } else if (event.type === "test:diagnostic" && event.data.file) {
      // For instance an error that was thrown after its test had ended; the events of the tests do not have it.
      this.#file(event.data.file).output += `${event.data.message}\n`;
    }
  }

  /** When a test of this file last ended; 0: none has yet. */
  lastHeardOf(file: string): number {
    return this.#file(file).heardAt;
  }

  testsOf(file: string): number {
    return this.#file(file).tests;
  }

  /** Counts a failure that is not one of a single test. */
  fail(title: string, detail: string): void {
    this.#failed += 1;
    this.#write(`${styleText("red", "FAIL")} ${title}\n     ${detail.split("\n").join("\n     ")}\n`);
  }

  /** Prints the sum, after what else there is to say. A run in which no test was executed has shown nothing, and is not good. */
  finish(before = ""): boolean {
    // What files print comes in the order of the files, so it may come after their results.
    for (const [path, { failures, output }] of this.#files) {
      if (failures > 0) this.#write(printed(relative(this.#root, path), output));
    }
    if (this.#passed + this.#failed === 0) this.fail("no test was executed", "Does a path contain what you asked for?");
    this.#write(before);
    const skipped = this.#skipped > 0 ? `, ${this.#skipped} skipped` : "";
    this.#write(`${this.#passed} passed, ${this.#failed} failed${skipped}\n`);
    return this.#failed === 0;
  }

  /**
   * Of the events that tell of a result only `test:complete` comes when it happens; `test:pass` and `test:fail` wait for
   * the files before. The file itself is reported as if it were a test, after all that is in it.
   */
  #completed(data: Completed): void {
    const { error, passed, type } = data.details;
    const path = this.#pathOf(data);
    const state = this.#file(path);
    state.heardAt = Date.now();
    if (data.nesting === 0 && this.#absolute(data.name) === path) {
      this.#fileEnded(data, path, state);
      return;
    }
    if (type !== "suite") state.tests += 1;
    if (data.skip !== undefined || data.todo !== undefined) {
      this.#skipped += 1;
      this.#write(`skip ${relative(this.#root, data.file ?? path)}: ${data.name}: ${data.skip ?? data.todo}\n`);
      return;
    }
    if (passed) this.#passed += type === "suite" ? 0 : 1;
    else if (error && !isEcho(error)) {
      state.failures += 1;
      this.fail(`${relative(this.#root, data.file ?? path)}:${data.line ?? 1}: ${data.name}`, explain(error));
    }
  }

  #fileEnded(data: Completed, path: string, state: FileState): void {
    const name = relative(this.#root, path);
    const { error, passed, duration_ms: durationMs } = data.details;
    const silent = state.failures === 0;
    if (!passed && silent) this.fail(name, error ? explain(error) : "The file ended badly.");
    else if (state.tests === 0 && silent)
      this.fail(name, "The file holds no test, or ended before the first was done.");
    if (passed && state.tests > 0 && silent) {
      const detail = styleText("dim", `${state.tests} tests, ${(durationMs / 1000).toFixed(1)} s`);
      this.#write(`${styleText("green", "ok")}   ${name}  ${detail}\n`);
    } else state.failures += silent ? 1 : 0;
  }

  /** The file that was run; a test may stand in another one that this file imports. */
  #pathOf(data: Completed & { entryFile?: string }): string {
    return this.#absolute(data.entryFile ?? data.file ?? data.name);
  }

  #absolute(path: string): string {
    return isAbsolute(path) ? path : join(this.#root, path);
  }

  #file(name: string): FileState {
    const path = this.#absolute(name);
    const known = this.#files.get(path);
    if (known) return known;
    const state: FileState = { heardAt: 0, tests: 0, failures: 0, output: "" };
    this.#files.set(path, state);
    return state;
  }

  #coverage(summary: Extract<TestEvent, { type: "test:coverage" }>["data"]["summary"]): void {
    for (const file of summary.files) {
      const name = relative(this.#root, file.path);
      this.#write(`${file.coveredLinePercent.toFixed(1).padStart(5)} % of lines  ${name}\n`);
    }
    this.#write(`${summary.totals.coveredLinePercent.toFixed(1).padStart(5)} % of all lines\n`);
  }
}

/** Whether the failure only says that a test further in has failed. */
function isEcho(error: Error & { failureType?: string }): boolean {
  return error.failureType === "subtestsFailed";
}

/** The error that the test threw, not the one that node:test wrapped around it, and without the runner's own frames. */
function explain(error: Error): string {
  const { cause } = error;
  if (!(cause instanceof Error)) return cause === undefined ? error.message : String(cause);
  const lines = inspect(cause).split("\n");
  return lines.filter((line) => !RUNNER_FRAME.test(line)).join("\n");
}

function printed(name: string, output: string): string {
  if (output.trim() === "") return "";
  const lines = output.trimEnd().split("\n").slice(-OUTPUT_LINES);
  return `     ${name} printed:\n${lines.map((line) => `     | ${line}\n`).join("")}`;
}
