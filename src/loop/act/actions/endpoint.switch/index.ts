/**
 * Points those who use a server at its standby, by the file in which they read where it is. The file and the standby are the owner's
 * to declare. It is not done while this machine may itself be cut off: the server could be well, and two would then be in use.
 */
import { z } from "zod";
import { defineFileAction } from "../file-action.ts";
import { lookAtOurselves } from "../isolation.ts";
import { requireSource } from "../one-file.ts";
import { exactPath } from "../paths.ts";
import { Refusal } from "../result.ts";

const maxFileBytes = 4_096;
const host = String.raw`(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9][A-Za-z0-9._-]{0,252})`;
const endpoint = new RegExp(`^(${host}):([0-9]{1,5})$`);

const schema = z.strictObject({
  file: exactPath.describe("The file whose first line is host:port; what follows it stays"),
  standby: z
    .string()
    .regex(endpoint, "is not host:port")
    .refine(
      (text) => Number(endpoint.exec(text)?.[2]) >= 1 && Number(endpoint.exec(text)?.[2]) <= 65_535,
      "has no such port",
    )
    .describe("Where the standby is: host:port"),
});

export const endpointSwitch = defineFileAction({
  name: "endpoint.switch",
  summary: "Rewrites the first line of the file that says where a server is, so that its users go to the standby",
  schema,
  risk: "high",
  idempotent: true,
  plan: async ({ file, standby }, { files, guard }) => {
    await requireSource(file, maxFileBytes, guard);
    const text = await files.read(file, maxFileBytes);
    const [first = "", ...rest] = text.split("\n");
    const before = first.trim();
    if (!endpoint.test(before)) throw new Refusal(`the first line of ${file} is not host:port`);
    if (before === standby) throw new Refusal(`${file} names the standby ${standby} already; there is no other`);
    return {
      says: `Would write ${standby} instead of ${before} into the first line of ${file}, unless this machine may be cut off.`,
      apply: async (changes, signal, context) => {
        const { cutOff, says } = await lookAtOurselves(context);
        if (cutOff && !isThisMachine(before)) throw new Refusal(`${says} The standby is not brought into use`);
        const make = async (temporary: string) => {
          // A copy first, so that the new file has the mode and the owner of the old one.
          await files.copy(file, temporary);
          await files.write(temporary, [standby, ...rest].join("\n"));
        };
        await changes.put(file, make, signal);
        return {
          summary: `${file} now says ${standby}; it said ${before}`,
          artifacts: [{ kind: "file", name: file, detail: standby }],
        };
      },
    };
  },
});

function isThisMachine(text: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\]):/.test(text);
}
