/** Standard output and error of a process that must not die with whoever reads them. */

/** A terminal that is gone (EIO), or a pipe that nobody reads (EPIPE), ends no healer: what it says is then lost, and no more. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
}

const control = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** One line of text, safe to show on a terminal. */
export function clean(text: string): string {
  return text.replace(control, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** To standard error. */
export function note(text: string): void {
  process.stderr.write(`${text.split("\n").map(clean).join("\n")}\n`);
}
