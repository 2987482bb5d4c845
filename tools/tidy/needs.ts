/** A test file says what it needs of the machine, so that it is left out elsewhere, with a reason, and does not fail. */
import { type Finding, isTestFile, type Source } from "../lib/syntax.ts";
import { declaredNeeds, undeclaredNeeds } from "../needs/index.ts";

export function checkNeeds({ file, text }: Source): Finding[] {
  // The tests of this very rule show examples.
  if (!isTestFile(file) || /^tools\/(needs|tidy)\//.test(file)) return [];
  const { needs, unknown } = declaredNeeds(text);
  const messages = unknown.map((word) => `Nobody knows the need "${word}". See tools/needs/vocabulary.ts.`);
  const sorted = [...new Set(needs)].sort();
  if (sorted.join() !== needs.join()) messages.push(`Sort the needs, each once: ${sorted.join(", ")}`);
  const missing = undeclaredNeeds(text);
  if (missing.length > 0)
    messages.push(
      `It uses what not every machine has. Add to its head: // needs: ${[...needs, ...missing].sort().join(", ")}`,
    );
  return messages.map((message) => ({ file, line: 1, message }));
}
