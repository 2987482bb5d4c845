/** What one look came to. */
export interface Check {
  readonly name: string;
  readonly level: "ok" | "warn" | "fail";
  /** What was seen, in words. */
  readonly found: string;
  /** What to do about it; absent when all is well. */
  readonly advice?: string;
}

export function ok(name: string, found: string): Check {
  return { name, level: "ok", found };
}

export function warn(name: string, found: string, advice: string): Check {
  return { name, level: "warn", found, advice };
}

export function fail(name: string, found: string, advice: string): Check {
  return { name, level: "fail", found, advice };
}
