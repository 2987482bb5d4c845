/** From what Prometheus answers to values. */
import { z } from "zod";
import type { ProbeAnswer } from "#core/model";

/** Time in seconds, and the value as text, which is how NaN and Inf get into JSON. */
const sample = z.tuple([z.number(), z.string().max(100)]);

export const resultSchema = z.union([
  z.object({
    status: z.literal("success"),
    data: z.union([
      z.object({ resultType: z.literal("scalar"), result: sample }),
      z.object({ resultType: z.literal("string"), result: z.tuple([z.number(), z.string()]) }),
      z.object({
        resultType: z.literal("vector"),
        // A native histogram has no value.
        result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: sample.optional() })),
      }),
      z.object({ resultType: z.literal("matrix"), result: z.array(z.unknown()) }),
    ]),
  }),
  z.object({ status: z.literal("error"), errorType: z.string().max(100), error: z.string() }),
]);
type Data = Extract<z.output<typeof resultSchema>, { status: "success" }>["data"];
type Series = Extract<Data, { resultType: "vector" }>["result"][number];

interface Asked {
  readonly label?: string | undefined;
  readonly mostSeries: number;
}

/** What may name a value: a label can hold anything. */
const valueName = /^[A-Za-z0-9_][A-Za-z0-9_.:/-]{0,99}$/;

export function readResult(data: Data, asked: Asked): ProbeAnswer {
  switch (data.resultType) {
    case "scalar":
      return one(data.result[1]);
    case "vector":
      return ofVector(data.result, asked);
    case "string":
    case "matrix":
      return unknown(`the expression gives a ${data.resultType}, not a scalar or an instant vector`);
  }
}

function ofVector(series: readonly Series[], { label, mostSeries }: Asked): ProbeAnswer {
  if (series.length === 0) return unknown("the expression gives no series");
  if (series.length > mostSeries)
    return unknown(`the expression gives ${series.length} series, more than ${mostSeries}`);
  if (label !== undefined) return byLabel(series, label);
  if (series.length > 1) {
    return unknown(
      `the expression gives ${series.length} series; aggregate them, or name the label that tells them apart`,
    );
  }
  return one(series[0]?.value?.[1]);
}

function byLabel(series: readonly Series[], label: string): ProbeAnswer {
  const values: Record<string, number> = {};
  const odd: string[] = [];
  for (const { metric, value } of series) {
    const name = metric[label] ?? "";
    if (!valueName.test(name))
      return unknown(`a series whose label ${label} cannot name a value: ${JSON.stringify(name.slice(0, 100))}`);
    if (Object.hasOwn(values, name)) return unknown(`several series have the same label ${label}: ${name}`);
    const number = numberOf(value?.[1]);
    if (number === undefined) odd.push(name);
    else values[name] = number;
  }
  if (Object.keys(values).length === 0) return unknown("no series has a value that is a number");
  const answer = { available: true, values };
  return odd.length === 0 ? answer : { ...answer, error: `not a number: ${odd.join(", ")}` };
}

function one(text: string | undefined): ProbeAnswer {
  const value = numberOf(text);
  return value === undefined
    ? unknown(`the value is ${text ?? "a histogram"}, not a number`)
    : { available: true, values: { value } };
}

function numberOf(text: string | undefined): number | undefined {
  const value = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

function unknown(error: string): ProbeAnswer {
  return { available: false, values: {}, error };
}
