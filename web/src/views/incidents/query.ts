/** Which filters of the address the API knows. */
const passed = ["all", "state", "severity", "target", "search", "states"] as const;

/** As the end of a query: `&all=true&severity=critical`. */
export function queryOf(query: URLSearchParams): string {
  const kept = passed.flatMap((name) => {
    const value = query.get(name);
    return value === null || value === "" ? [] : [`&${name}=${encodeURIComponent(value)}`];
  });
  return kept.join("");
}
