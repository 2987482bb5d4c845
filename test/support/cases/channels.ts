/** For every channel a counterpart that takes messages, and ones that do not. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { temporaryFolder, until } from "../../../src/core/platform/test/index.ts";
import { startBus, startDesktop } from "../counterparts/desktop.ts";
import { closedPort, listening } from "../counterparts/listening.ts";
import { startMailServer } from "../counterparts/mail-server.ts";
import { openTerminal } from "../counterparts/terminal.ts";
import { type ChannelCase, type Setup, secret } from "./channel-case.ts";
import { converse, reply } from "./smtp-script.ts";
import { webCases } from "./web-channels.ts";

export const cases: Readonly<Record<string, ChannelCase>> = {
  ...webCases,

  desktop: {
    needs: "desktop",
    async well(t) {
      const desktop = await startDesktop(t);
      const seen = async () => {
        const { summary, body } = await until("it is shown", () => desktop.shown[0]);
        return `${summary}\n\n${body}`;
      };
      return { options: { bus: desktop.bus }, seen };
    },
    trouble: {
      refuse: async (t) => ({ options: { bus: `unix:path=${join(temporaryFolder(t), "none")}` } }),
      broken: async (t) => ({ options: { bus: await startBus(t) } }),
      hang: async (t) => {
        const path = join(temporaryFolder(t), "bus");
        await listening(t, createServer(), { path });
        return { options: { bus: `unix:path=${path}` } };
      },
    },
    unknown: ["hang"],
    harmless: (seen) => assert.doesNotMatch(seen.slice(seen.indexOf("\n\n")), /[<>]/),
    mostBytes: 8_000,
    needsSecret: false,
    refused: [{ bus: "/run/bus" }, { bus: "unix:path=/x y" }, { argv: ["x"] }],
  },

  email: {
    needs: "mail",
    async well(t) {
      const { port, caFile, user, password, mails } = await startMailServer(t);
      const options = {
        ...{ host: "localhost", port, caFile, user, passwordEnv: "SECRET" },
        ...{ from: "chiron@localhost", to: ["ops@localhost"] },
      };
      const seen = async () => decoded((await mails(1))[0] ?? "");
      return { options, environment: { SECRET: password }, seen };
    },
    trouble: {
      refuse: async () => smtpTo(await closedPort()),
      hang: async (t) => smtpTo(await converse(t, {})),
      reset: async (t) => smtpTo(await converse(t, { greeting: "reset" })),
      garbage: async (t) => smtpTo(await converse(t, { greeting: "\u0000\u0007no protocol at all" })),
      stranger: async (t) => smtpTo(await converse(t, { greeting: "HTTP/1.1 400 Bad Request" })),
      busy: async (t) => smtpTo(await converse(t, { ...reply, MAIL: "451 4.7.1 come back later" })),
      broken: async (t) => smtpTo(await converse(t, { ...reply, AUTH: (line) => `454 cannot check ${line}` })),
      denied: async (t) => smtpTo(await converse(t, { ...reply, AUTH: (line) => `535 not ${secret} (${line})` })),
    },
    unknown: [],
    harmless(seen) {
      const head = seen.slice(0, seen.indexOf("\n\n"));
      assert.doesNotMatch(head, /^(bcc|x-evil):/im, "no header of its own");
      assert.match(head, /^To: ops@localhost$/m);
      assert.match(head, /^Content-Type: text\/plain/m);
    },
    mostBytes: 150_000,
    needsSecret: true,
    refused: [
      { host: "mail.example.org", from: "chiron@example.org", to: [] },
      { host: "mail.example.org", from: "chiron@example.org", to: ["a@example.org\r\nBcc: b@example.org"] },
      { host: "mail.example.org", from: "Chiron <chiron@example.org>", to: ["a@example.org"] },
      { host: "mail.example.org", from: "chiron@example.org", to: ["a@example.org, b@example.org"] },
      { host: "mail.example.org", from: "chiron@example.org", to: ["a@example.org"], tls: "none" },
      { host: "mail.example.org", from: "chiron@example.org", to: ["a@example.org"], user: "chiron" },
      { host: "mail.example.org", from: "chiron@example.org", to: ["a@example.org"], user: "c", password: "open" },
      { host: "a b", from: "chiron@example.org", to: ["a@example.org"] },
    ],
  },

  log: {
    async well(t) {
      const file = join(temporaryFolder(t), "messages.log");
      const seen = async () => {
        const lines = readFileSync(file, "utf8").trimEnd().split("\n");
        assert.equal(lines.length, 1, "one line, whatever it holds");
        const { subject, body } = JSON.parse(lines[0] ?? "");
        return `${subject}\n\n${body}`;
      };
      return { options: { file }, seen };
    },
    trouble: { broken: async (t) => ({ options: { file: join(temporaryFolder(t), "no", "such", "folder.log") } }) },
    unknown: [],
    harmless: () => undefined,
    mostBytes: Number.POSITIVE_INFINITY,
    needsSecret: false,
    refused: [{ file: "" }, { path: "/x" }],
  },

  terminal: {
    needs: "terminal",
    async well(t) {
      const terminal = await openTerminal(t);
      const seen = async () => {
        await until("it is written", () => terminal.written().includes("chiron incident"));
        return terminal.written().replaceAll("\r", "").replaceAll("\u0007", "");
      };
      return { options: { terminals: [terminal.path] }, seen };
    },
    trouble: {
      refuse: async () => ({ options: { terminals: ["/dev/pts/none*"] } }),
      denied: async (t) => ({ options: { terminals: [(await openTerminal(t, "silenced")).path] } }),
      hang: async (t) => ({ options: { terminals: [(await openTerminal(t, "stopped")).path] } }),
    },
    unknown: [],
    harmless: () => undefined,
    mostBytes: 3_000,
    needsSecret: false,
    refused: [{ terminals: [] }, { terminals: ["/etc/passwd"] }],
  },
};

/** A log-in in the open is only taken by a server on this machine. */
function smtpTo(port: number): Setup {
  return {
    options: {
      ...{ host: "127.0.0.1", port, tls: "none", user: "chiron", passwordEnv: "SECRET" },
      ...{ from: "chiron@localhost", to: ["ops@localhost"] },
    },
    environment: { SECRET: secret },
  };
}

/** A mail with its headers unfolded and its body decoded. */
function decoded(mail: string): string {
  const end = mail.indexOf("\n\n");
  const head = mail.slice(0, end).replace(/\n[ \t]+/g, " ");
  const body = mail.slice(end + 2);
  const subject = head.replace(/=\?UTF-8\?(Q|B)\?(.*?)\?= ?/gi, (_, how: string, text: string) =>
    how.toUpperCase() === "B" ? Buffer.from(text, "base64").toString() : unquoted(text.replaceAll("_", " ")),
  );
  const plain = /quoted-printable/i.test(head)
    ? unquoted(body.replace(/=\n/g, ""))
    : /base64/i.test(head)
      ? Buffer.from(body, "base64").toString()
      : body;
  return `${subject}\n\n${plain}`;
}

function unquoted(text: string): string {
  return Buffer.from(
    text.replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
    "latin1",
  ).toString();
}
