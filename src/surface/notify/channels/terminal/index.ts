/**
 * Writes to the terminals of this machine, as wall(1) does: to those that accept messages (mesg y), which the group's write permission
 * says. Chosen over wall itself because wall says nothing of whom it reached, and asks a list of log-ins that containers do not have.
 */
import { z } from "zod";
import { defineChannel, type Message } from "#core/model";
import { limited, line, printable } from "../plain.ts";
import { writeTo } from "./write.ts";

const mostBytes = 2_000;
/** Pseudo-terminals, and the consoles of those who are logged in there. */
const usual = ["/dev/pts/[0-9]*", "/dev/tty[0-9]*"];

export const terminal = defineChannel({
  name: "terminal",
  summary: "Writes to the terminals of this machine that accept messages",
  schema: z.strictObject({
    terminals: z
      .array(z.string().regex(/^\/dev\//, "begins with /dev/"))
      .min(1)
      .max(50)
      .default(usual)
      .describe("Which terminals; `*` and `?` stand for any"),
  }),
  async send(message, { terminals }, { files, node, signal }) {
    const paths = (await Promise.all(terminals.map((pattern) => files.glob(pattern)))).flat();
    const text = bannerOf(message, node);
    const written: string[] = [];
    for (const path of new Set(paths)) {
      if (signal.aborted) break;
      if (await writeTo(path, text)) written.push(path);
    }
    return written.length > 0
      ? {
          delivered: true,
          retryable: false,
          detail: `written to ${written.length === 1 ? written[0] : `${written.length} terminals`}`,
        }
      : { delivered: false, retryable: true, detail: "there is no terminal that accepts messages" };
  },
});

/** The bell rings for a page. Lines end as a terminal in raw mode needs it. */
function bannerOf({ route, subject, body }: Message, node: string): string {
  const bell = route === "page" ? "\u0007" : "";
  const text = `\nChiron on ${line(node)}: ${line(subject)}\n\n${limited(printable(body), mostBytes)}\n\n`;
  return bell + text.replaceAll("\n", "\r\n");
}
