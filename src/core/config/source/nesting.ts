/** How deep a text is nested, before anything recursive looks at it: a deep one would exhaust the stack. */
import type { CST } from "yaml";

export const deepest = 100;

/** The offset of the first thing that is nested too deep. Walks with a list of its own, not with the stack. */
export function findTooDeep(tokens: readonly CST.Token[]): number | undefined {
  const open: { readonly token: CST.Token; readonly depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  let first: number | undefined;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (depth > deepest) {
      first = Math.min(first ?? token.offset, token.offset);
      continue;
    }
    if (token.type === "document") {
      if (token.value !== undefined) open.push({ token: token.value, depth });
      continue;
    }
    if (!("items" in token)) continue;
    for (const { key, value } of token.items) {
      if (key) open.push({ token: key, depth: depth + 1 });
      if (value) open.push({ token: value, depth: depth + 1 });
    }
  }
  return first;
}
