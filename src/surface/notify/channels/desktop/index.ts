/** A notification on the desktop of the user that Chiron runs as, by notify-send (libnotify) with a fixed list of arguments. */
import { z } from "zod";
import { defineChannel, type Message } from "#core/model";
import { timeoutOf } from "../address.ts";
import { oneLineOf } from "../answer.ts";
import { limited, line, printable } from "../plain.ts";
import { sending } from "../sending.ts";

const mostBytes = 1_000;

export const desktop = defineChannel({
  name: "desktop",
  summary: "Shows a notification on this machine's desktop, by notify-send",
  schema: z.strictObject({
    bus: z
      .string()
      .regex(/^unix:[\x21-\x7e]+$/, "is an address of D-Bus, such as unix:path=/run/user/1000/bus")
      .optional()
      .describe("The session bus; default: the one in Chiron's own environment"),
    timeout: timeoutOf(5_000),
  }),
  send: (message, { bus, timeout }, context) =>
    sending(context, { timeoutMs: timeout }, async (_, signal) => {
      const result = await context.processes.run({
        command: ["notify-send", ...argumentsOf(message)],
        ...(bus === undefined ? {} : { env: { DBUS_SESSION_BUS_ADDRESS: bus } }),
        signal,
      });
      const { code, failure, stderr } = result;
      if (code === 0) return { delivered: true, retryable: false, detail: "shown by notify-send" };
      if (result.aborted)
        return {
          delivered: false,
          retryable: true,
          unknown: true,
          detail: "notify-send did not come to an end in time",
        };
      // Without the program, or without a desktop, another try can help: somebody may log in.
      return {
        delivered: false,
        retryable: true,
        detail: oneLineOf(failure ?? `notify-send ended with ${code}: ${stderr}`),
      };
    }),
});

function argumentsOf({ route, subject, body }: Message): readonly string[] {
  const urgency = route === "page" ? "critical" : "normal";
  // After `--` nothing is an option, whatever it begins with. Bodies are markup, summaries are not.
  return [
    "--app-name=Chiron",
    `--urgency=${urgency}`,
    "--",
    line(subject) || "Chiron",
    markupOf(limited(printable(body), mostBytes)),
  ];
}

function markupOf(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
