/** Requests are checked by the routes' own schemas. */
import type { z } from "zod";
import { ChironError } from "#core/model";

/** Throws `bad_request` with everything that is wrong, each with its place. */
export function read<S extends z.ZodType>(schema: S, part: string, data: unknown): z.output<S> {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .slice(0, 50)
    .map(({ path, message }) => ({ at: [part, ...path].map(String).join("."), message }));
  const first = problems.slice(0, 5).map(({ at, message }) => `${at}: ${message}`);
  throw new ChironError("bad_request", first.join("; "), { details: { problems } });
}
