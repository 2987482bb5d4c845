/** A mail server that says what a test wants, for what a real one does only when it is broken. */
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { listening } from "../counterparts/listening.ts";

/** By command; `greeting` before all, `.` after the mail. Absent: silence. `reset`: the connection is broken off. */
export type Script = Readonly<Record<string, string | ((line: string) => string)>>;

export const reply: Script = {
  greeting: "220 localhost ESMTP",
  EHLO: "250-localhost\r\n250 AUTH PLAIN",
  STARTTLS: "502 not offered",
  AUTH: "235 welcome",
  MAIL: "250 ok",
  RCPT: "250 ok",
  DATA: "354 go on",
  ".": "250 taken",
  QUIT: "221 bye",
};

/** Gives the port. */
export function converse(t: TestContext, script: Script): Promise<number> {
  const server = createServer((socket) => {
    let inMail = false;
    const say = (command: string, line: string) => {
      const words = script[command];
      const text = typeof words === "function" ? words(line) : words;
      if (text === "reset") socket.resetAndDestroy();
      else if (text !== undefined) socket.write(`${text}\r\n`);
    };
    say("greeting", "");
    createInterface({ input: socket }).on("line", (line) => {
      if (inMail && line !== ".") return;
      const command = inMail ? "." : (line.split(" ")[0] ?? "").toUpperCase();
      inMail = command === "DATA" && String(script.DATA).startsWith("354");
      say(command, line);
    });
  });
  return listening(t, server);
}
