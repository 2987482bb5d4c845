/** Reads a file that a human wrote. Whatever is wrong with it is in `problems`; it never throws. */
import { messageOf } from "#core/model";
import type { Files } from "#core/platform";
import { wholeFile } from "../problems.ts";
import { type Parsed, parseSource } from "./parse.ts";

const largestFile = 2 * 1024 * 1024;

export async function readSource(file: string, files: Files): Promise<Parsed> {
  const whole = (message: string, suggestion?: string): Parsed => ({
    problems: [wholeFile(file, message, suggestion)],
  });
  let text: string;
  try {
    // Configurations are often linked into place.
    const stat = await files.stat(file, { follow: true });
    if (stat === undefined) return whole("there is no such file", "say which with --config FILE");
    if (stat.kind !== "file")
      return whole(`this is a ${stat.kind === "other" ? "pipe, socket or device" : stat.kind}, not a file`);
    if (stat.size > largestFile) return whole("is larger than 2 MB; a configuration is never that large");
    text = await files.read(file, largestFile);
  } catch (error) {
    return whole(`cannot be read: ${messageOf(error)}`);
  }
  return parseSource(file, text);
}
