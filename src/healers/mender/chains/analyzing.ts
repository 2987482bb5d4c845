/** The cause, with its evidence, in the words that stand in the commit later. */
import { NeedsHuman } from "../trial.ts";
import { oneLine, type Scene } from "./scene.ts";

export function analyze({ order: { chain }, recorded: { failing, good, cut } }: Scene): string {
  const { hypothesis, pattern } = chain;
  if (failing.length === 0) {
    const why = cut > 0 ? `, since they are too long to be kept (${cut})` : "";
    throw new NeedsHuman(`no output that differs is at hand whole${why}: nothing could be replayed`);
  }
  const [first] = failing;
  const evidence = hypothesis.evidence.map((one) => oneLine(one)).join("; ");
  const seen = `${failing.length} of ${pattern.total} outputs that differ are at hand, and ${good.length} that were as agreed`;
  return oneLine(
    [
      `${hypothesis.kind.replaceAll("_", " ")} (${hypothesis.confidence})`,
      ...(evidence === "" ? [] : [evidence]),
      `expected ${oneLine(first?.expected ?? "", 120)}, received ${oneLine(first?.received ?? "", 120)}`,
      seen,
    ].join("; "),
    900,
  );
}
