/** Options that several channels have: web addresses and time-outs. */
import { z } from "zod";
import { duration } from "#core/model";

/** Without a name and a password in it, which are secrets and belong elsewhere. */
export const webAddress = z
  .url({ protocol: /^https?$/, error: "is not an http or https address" })
  .refine((text) => !URL.canParse(text) || (new URL(text).username === "" && new URL(text).password === ""), {
    error: "may hold no name and password; keep an address that is a secret in a file or in the environment",
  });

export const timeoutOf = (ms: number) => duration.default(ms).describe("How long the other side may take to answer");

export const timeout = timeoutOf(10_000);

/** The path below an address that may itself end with a path. */
export function below(address: string, path: string): string {
  const url = new URL(address);
  url.pathname = url.pathname.replace(/\/+$/, "") + path;
  return url.href;
}

/** Problems of `xFile` and `xEnv` beside each other; both mean the same secret. */
export function oneOf<K extends string>(keys: readonly K[], needed: boolean) {
  const list = keys.join(", ");
  return {
    check: (options: Partial<Record<K, unknown>>) => {
      const given = keys.filter((key) => options[key] !== undefined).length;
      return given === 1 || (given === 0 && !needed);
    },
    error: needed ? `needs exactly one of ${list}` : `has more than one of ${list}; leave all but one out`,
  };
}
