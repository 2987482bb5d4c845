/**
 * A message as text that no screen, chat or parser takes for anything but text. Subjects and bodies hold what probes, logs and
 * programs said: control characters, markup, mentions that wake a whole team.
 */
import type { Message } from "#core/model";

/** Stands between the two halves of what would otherwise mean something; it has no width and allows no line break. */
const wordJoiner = "\u2060";

/** Without control and format characters (terminal sequences, reversed text) and half characters; line breaks stay. */
export function printable(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replaceAll("\t", "  ")
    .replace(/[^\P{Cc}\n]+|\p{Cf}+/gu, "");
}

/** One line of it. */
export function line(text: string): string {
  return printable(text).replace(/\s+/g, " ").trim();
}

/** `@channel`, `@everyone`, `@room`, `@name` as words that call nobody; addresses such as user@host stay as they are. */
export function withoutMentions(text: string): string {
  return text.replace(/(?<![\p{L}\p{N}._-])@(?=[\p{L}\p{N}_])/gu, `@${wordJoiner}`);
}

/** The text as a block of code of Markdown and its relatives, in which nothing is a link, an image, a mention or a directive. */
export function fenced(text: string): string {
  return `\`\`\`\n${text.replaceAll("```", "'''")}\n\`\`\``;
}

/** At most so many bytes of UTF-8. The middle is left out: the beginning says what broke, the end what to do. */
export function limited(text: string, mostBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= mostBytes) return text;
  const gap = "\n[…]\n";
  const room = Math.max(0, mostBytes - Buffer.byteLength(gap));
  const head = Math.ceil(room * 0.6);
  return `${wholeStart(bytes, head)}${gap}${wholeEnd(bytes, room - head)}`;
}

/** Subject and body as one text of at most so many bytes. */
export function plainText({ subject, body }: Pick<Message, "subject" | "body">, mostBytes: number): string {
  return limited(`${line(subject)}\n\n${printable(body)}`, mostBytes);
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

function wholeStart(bytes: Buffer, length: number): string {
  let end = length;
  while (end > 0 && isContinuation(bytes[end])) end -= 1;
  return bytes.subarray(0, end).toString();
}

function wholeEnd(bytes: Buffer, length: number): string {
  let start = bytes.length - length;
  while (start < bytes.length && isContinuation(bytes[start])) start += 1;
  return bytes.subarray(start).toString();
}
