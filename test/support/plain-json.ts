import type { Syntax } from "#healers/mender";

/** JSON by the parser of the language, and one fixer: it takes away commas before an end. */
export const plainJson: Syntax = {
  version: "1",
  isOurs: (file) => file.endsWith(".json"),
  async check(files) {
    return files
      .filter(({ file }) => file.endsWith(".json"))
      .map(({ file, bytes }) => ({ file, language: "json", faults: faultsOf(Buffer.from(bytes).toString()) }));
  },
  async repair({ bytes }) {
    const text = Buffer.from(bytes).toString();
    if (text.includes("<<<<<<<")) return { kind: "human", why: "a merge was not finished" };
    const mended = text.replace(/,(\s*[}\]])/g, "$1");
    if (faultsOf(mended).length > 0) return { kind: "unfixed", why: "no fixer knows what to do" };
    return { kind: "fixed", bytes: Buffer.from(mended), fixer: "commas", why: "a comma before an end" };
  },
  async close() {},
};

function faultsOf(text: string) {
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    return [{ line: 1, column: 1, message: (error as Error).message }];
  }
}
