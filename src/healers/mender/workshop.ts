/** Languages and fixers as the mender asks them; the parsers themselves run in processes apart, which are started with the first file. */
import { openWorkshop } from "#repair/files";
import type { Syntax } from "./syntax.ts";

export function openSyntax(): Syntax {
  const workshop = openWorkshop();
  return {
    version: workshop.version,
    isOurs: (file) => workshop.isOurs(file),
    check: (files, signal) => workshop.check(files, signal),
    async repair({ file, bytes, history }, signal) {
      const repaired = await workshop.repairFile({ path: file, bytes, history }, signal);
      if (repaired.kind !== "unfixed") return repaired;
      const [first] = repaired.errors;
      return {
        kind: "unfixed",
        why: `no fixer knows what to do${first === undefined ? "" : ` (line ${first.line}: ${first.message})`}`,
      };
    },
    close: async () => workshop.close(),
  };
}
