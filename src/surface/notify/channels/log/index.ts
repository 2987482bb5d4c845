import { z } from "zod";
import { defineChannel, messageOf } from "#core/model";

const ownerOnly = 0o600;

/** Needs nothing outside of this machine, and so is what is used when nothing else is configured. */
export const log = defineChannel({
  name: "log",
  summary: "Appends each message as one line of JSON to a file",
  schema: z.strictObject({
    file: z.string().min(1).optional().meta({ path: true, description: "Default: messages.log in the data folder" }),
  }),
  async send(message, { file }, { files, dataDir, node }) {
    const path = file ?? `${dataDir}/messages.log`;
    const { createdAt, ...rest } = message;
    const line = `${JSON.stringify({ at: new Date(createdAt).toISOString(), node, ...rest })}\n`;
    try {
      // Messages tell what is weak on this machine, which is nobody else's business.
      if ((await files.stat(path)) === undefined) await files.write(path, "", { mode: ownerOnly });
      await files.append(path, line);
      return { delivered: true, retryable: false, detail: `written to ${path}` };
    } catch (error) {
      return { delivered: false, retryable: true, detail: `${path} cannot be written: ${messageOf(error)}` };
    }
  },
});
