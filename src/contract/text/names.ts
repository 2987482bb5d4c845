/** Lower case letters and digits alone: `Risk Factors`, `riskFactors` and `risk_factors` are one name. */
export function nameKey(name: string): string {
  const lower = name.toLowerCase();
  // Most names are plain, and this is asked for every line of every output.
  if (/^[a-z0-9 _.:-]*$/.test(lower)) return lower.replace(/[ _.:-]+/g, "");
  return lower.normalize("NFKC").replace(/[^\p{L}\p{M}\p{N}]+/gu, "");
}
