import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** The things to be checked: a C program that answers on many ports and counts its answers. */
export class TargetServer {
  readonly ports: readonly number[];
  readonly #program: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  private constructor(program: ChildProcessWithoutNullStreams, lines: AsyncIterator<string>, ports: readonly number[]) {
    this.#program = program;
    this.#lines = lines;
    this.ports = ports;
  }

  /** Of the `count` ports the last `hanging` accept connections and never answer. */
  static async start(programFile: string, count: number, hanging: number): Promise<TargetServer> {
    const program = spawn(programFile, [String(count), String(hanging)], { detached: true });
    const lines = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
    const first = await lines.next();
    if (first.done) throw new Error(`${programFile} cannot listen on ${count} ports`);
    return new TargetServer(program, lines, first.value.split(" ").map(Number));
  }

  /** Checks answered since the start. */
  async answered(): Promise<number> {
    this.#program.stdin.write("\n");
    return Number((await this.#lines.next()).value);
  }

  /** The program ends when its input does, so it cannot outlive the benchmark. */
  async end(): Promise<void> {
    if (this.#program.exitCode !== null) return;
    this.#program.stdin.end();
    await once(this.#program, "exit");
  }
}
