/** A SELECT as its owner writes it into the configuration. Nothing is ever put into it. */
import { z } from "zod";

export const sqliteQuery = z
  .string()
  .min(1)
  .max(10_000)
  .regex(/^\s*(SELECT|WITH|VALUES)\b/i, "is not a SELECT")
  .refine((text) => !/;\s*\S/.test(text), "is more than one statement; a `;` may only stand at its end");
