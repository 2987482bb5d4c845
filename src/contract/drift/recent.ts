/** The last outputs of a gate: in how many of them is a pattern? */

const most = 64;

interface Output {
  readonly format: string | null;
  readonly outputs: number;
  readonly keys: ReadonlySet<string>;
}

export type Recent = readonly Output[];

export function withOutput(recent: Recent, output: Output): Recent {
  const last = recent.at(-1);
  // Good ones after one another are one entry, so that the bad ones among many good ones stay in sight.
  if (last && last.keys.size === 0 && output.keys.size === 0 && last.format === output.format) {
    return recent.with(-1, { ...last, outputs: last.outputs + output.outputs });
  }
  return [...recent, output].slice(-most);
}

/** Counts among the outputs of the formats that the pattern was seen in; all of them, where it was seen in none that was recognised. */
export function shareOf(
  recent: Recent,
  key: string,
  formats: readonly (string | null)[],
): { readonly outputs: number; readonly hits: number } {
  const alike = recent.filter(
    ({ format, keys }) => keys.has(key) || formats.includes(null) || formats.includes(format),
  );
  return {
    outputs: alike.reduce((sum, { outputs }) => sum + outputs, 0),
    hits: alike.filter(({ keys }) => keys.has(key)).length,
  };
}
