/** One interpreter that takes text after text. It compiles, and runs nothing of what it is given. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { broken, healthy, type ParseResult } from "../language.ts";

/** Answers each line (a text, and the flags of `compile`) by a line: null, or [line, column, message]. Warnings of what it reads are nobody's business. */
const PROGRAM = `
import json, sys, warnings
warnings.simplefilter("ignore")
for order in sys.stdin:
    text, flags = json.loads(order)
    answer = None
    try:
        compile(text.encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "file", "exec", flags, True)
    except SyntaxError as fault:
        answer = [fault.lineno or 1, fault.offset or 1, (type(fault).__name__ + ": " if type(fault) is not SyntaxError else "") + str(fault.msg)]
    except (RecursionError, MemoryError, OverflowError):
        answer = None
    except ValueError as fault:
        answer = [1, 1, str(fault)]
    sys.stdout.write(json.dumps(answer) + "\\n")
    sys.stdout.flush()
`;

/** ast.PyCF_ONLY_AST */
const ONLY_TREE = 0x400;

export interface Interpreter {
  /** `grammarOnly`: no further than the tree, which takes a third of the time and misses a `return` outside of a function. */
  parse(text: string, grammarOnly?: boolean): Promise<ParseResult>;
  close(): void;
}

/** Undefined where there is no Python 3. */
export async function startPython(): Promise<Interpreter | undefined> {
  // -I: neither the environment nor the folder that it is started in says what it loads; -S, -B: no packages, no files written.
  const child = spawn("python3", ["-I", "-S", "-B", "-c", PROGRAM], { stdio: ["pipe", "pipe", "ignore"] });
  try {
    await once(child, "spawn");
  } catch {
    return undefined;
  }
  const waiting: ((answer: ParseResult) => void)[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => waiting.shift()?.(resultOf(JSON.parse(line))));
  child.stdin.on("error", () => {});
  let gone = false;
  child.on("exit", () => {
    gone = true;
    for (const answer of waiting.splice(0)) answer(unanswered);
  });
  return {
    parse: (text, grammarOnly = false) => {
      if (gone) return Promise.resolve(unanswered);
      const answer = new Promise<ParseResult>((resolve) => waiting.push(resolve));
      child.stdin.write(`${JSON.stringify([text.replace(/^\uFEFF/, ""), grammarOnly ? ONLY_TREE : 0])}\n`);
      return answer;
    },
    close: () => child.stdin.end(),
  };
}

const unanswered: ParseResult = { ok: true, foreign: "Python's interpreter ended over it" };

function resultOf(answer: readonly [number, number, string] | null): ParseResult {
  if (answer === null) return healthy;
  const [line, column, message] = answer;
  return broken({ line, column, message });
}
