/** What an HTTP answer must look like to count as serving. */
import { z } from "zod";
import { duration } from "#core/model";
import type { HttpResponse } from "#core/platform";

const classes = ["1xx", "2xx", "3xx", "4xx", "5xx"] as const;
const status = z.union([z.number().int().min(100).max(599), z.enum(classes)]);
type Status = z.output<typeof status>;

export const expectation = z.strictObject({
  status: z
    .union([status, z.array(status).min(1).max(50)])
    .default(["2xx", "3xx"])
    .describe("A status, a class such as 2xx, or a list of them; redirects are not followed"),
  body: z.string().min(1).max(10_000).optional().describe("A text that the body must contain, within its first MiB"),
  header: z
    .record(z.string().min(1), z.string())
    .optional()
    .describe("Headers that must be there, each containing this text"),
  maxLatency: duration.optional().describe("An answer that takes longer is not a good one"),
});
export type Expectation = z.output<typeof expectation>;

/** What is wrong with the answer, in words; undefined when it is as expected. Quotes the expectation, not the answer. */
export function complaintAbout(response: HttpResponse, latencyMs: number, expected: Expectation): string | undefined {
  const complaints: string[] = [];
  if (!statusFits(response.status, expected.status)) {
    complaints.push(`status ${response.status}, not ${[expected.status].flat().join(" or ")}`);
  }
  if (expected.body !== undefined && !response.body.includes(expected.body)) {
    const where = response.truncated ? "the first MiB of the body" : "the body";
    complaints.push(`${where} does not contain ${JSON.stringify(expected.body)}`);
  }
  for (const [name, text] of Object.entries(expected.header ?? {})) {
    const value = response.headers[name.toLowerCase()];
    if (value === undefined) complaints.push(`no header ${name}`);
    else if (!value.includes(text)) complaints.push(`header ${name} does not contain ${JSON.stringify(text)}`);
  }
  if (expected.maxLatency !== undefined && latencyMs > expected.maxLatency) {
    complaints.push(`it took ${Math.round(latencyMs)} ms, more than ${expected.maxLatency} ms`);
  }
  return complaints.length === 0 ? undefined : complaints.join("; ");
}

function statusFits(actual: number, expected: Expectation["status"]): boolean {
  return Array.isArray(expected) ? expected.some((one) => isStatus(actual, one)) : isStatus(actual, expected);
}

function isStatus(actual: number, expected: Status): boolean {
  return typeof expected === "number" ? actual === expected : Math.floor(actual / 100) === Number(expected[0]);
}
