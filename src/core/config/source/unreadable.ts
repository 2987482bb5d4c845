/** What shows that a text is none, before anything tries to understand it. */

const tab = 0x09;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const firstPrintable = 0x20;
const deletion = 0x7f;
/** What decoding puts in the place of bytes that are not UTF-8. */
const replacement = 0xfffd;

export interface Unreadable {
  readonly offset: number;
  readonly message: string;
}

export function findUnreadable(text: string): Unreadable | undefined {
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === replacement) return { offset, message: "this is not valid UTF-8; save the file as UTF-8" };
    if (code === 0) return { offset, message: "there is a NUL byte here; is this a text file?" };
    if (isControl(code)) return { offset, message: `there is a control character here (${nameOf(code)})` };
  }
  return undefined;
}

/** Control characters beside tabs and line ends. */
function isControl(code: number): boolean {
  if (code >= firstPrintable) return code === deletion;
  return code !== tab && code !== lineFeed && code !== carriageReturn;
}

function nameOf(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}
