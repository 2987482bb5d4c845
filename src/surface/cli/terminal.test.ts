import assert from "node:assert/strict";
import { test } from "node:test";
import { printTable } from "./table.ts";
import { clean, createTerminal } from "./terminal.ts";

function terminalFor(options: {
  readonly isTTY: boolean;
  readonly color?: boolean;
  readonly environment?: Record<string, string>;
}) {
  const written: string[] = [];
  const output = { isTTY: options.isTTY, columns: 30, write: (text: string) => void written.push(text) };
  const { color = true, environment = {} } = options;
  return { written, terminal: createTerminal({ color, environment, output, errors: output }) };
}

test("FACE-04: colour only on a terminal, and only for those who want it", () => {
  const red = "\u001b[31mbad\u001b[0m";
  assert.equal(terminalFor({ isTTY: true }).terminal.paint("red", "bad"), red);
  assert.equal(terminalFor({ isTTY: false }).terminal.paint("red", "bad"), "bad");
  assert.equal(terminalFor({ isTTY: true, color: false }).terminal.paint("red", "bad"), "bad");
  assert.equal(terminalFor({ isTTY: true, environment: { NO_COLOR: "1" } }).terminal.paint("red", "bad"), "bad");
  assert.equal(terminalFor({ isTTY: false, environment: { FORCE_COLOR: "1" } }).terminal.paint("red", "bad"), "bad");
});

test("a table ends where the terminal ends, and nowhere when nobody looks", () => {
  const rows = [["inc-1", { text: "bad", style: "red" as const }, "a sentence that goes on and on"]];
  const narrow = terminalFor({ isTTY: true, color: false });
  printTable(narrow.terminal, ["id", "state", "what"], rows);
  assert.deepEqual(narrow.written, ["id     state  what\n", "inc-1  bad    a sentence that…\n"]);
  const file = terminalFor({ isTTY: false });
  printTable(file.terminal, ["id", "state", "what"], rows);
  assert.equal(file.written[1], "inc-1  bad    a sentence that goes on and on\n");
});

test("what is not for eyes is shown as what it is", () => {
  assert.equal(clean("a\u001b[2Jb\r\n\tc\u009b\u202e"), "a\\u001b[2Jb\\r\\n\\tc\\u009b\\u202e");
  assert.equal(clean("Grüße, 日本, 👩‍💻"), "Grüße, 日本, 👩‍💻");
});
