/** Any other webhook that sends JSON: what its requests mean is said by expressions in CEL, which are checked when they are loaded. */
import { z } from "zod";
import { checkMapping, compileMapping } from "#core/lib";
import {
  anomalyType,
  ChironError,
  defineIntake,
  type IntakeRequest,
  name,
  type Severity,
  severities,
  type Trigger,
} from "#core/model";
import { flatten, jsonOf, refuseControls, shortened } from "../body.ts";
import { severityOf } from "../severity.ts";

const expression = z.string().min(1).max(4_000);
const secretShape = {
  secretEnv: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "is no name of a variable")
    .optional()
    .describe("The variable of Chiron's own environment that holds the secret"),
  secretFile: z
    .string()
    .min(1)
    .max(4_096)
    .optional()
    .meta({ path: true, description: "The file that holds the secret" }),
};
const hasOneSecret = (given: { readonly secretEnv?: string | undefined; readonly secretFile?: string | undefined }) =>
  (given.secretEnv === undefined) !== (given.secretFile === undefined);
const oneSecret = "needs either secretFile or secretEnv";
const header = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,100}$/, "is no name of a header")
  .transform((text) => text.toLowerCase());

export const schema = z
  .strictObject({
    name: name.describe("Its place in the address: /v1/intake/NAME"),
    when: expression.default("true").describe("CEL; true: something is wrong"),
    clearWhen: expression.optional().describe("CEL; true: it is over. Where both are true, it is over"),
    each: expression.optional().describe("CEL that gives a list; all others are then judged for each `item` of it"),
    target: expression.describe("CEL that gives the target's name"),
    type: anomalyType.describe("The anomaly that it raises"),
    severity: z
      .union([z.enum(severities), expression])
      .default("medium")
      .describe("low, medium, high, critical; or CEL that gives such a word"),
    title: expression.optional().describe("CEL that gives one line for people"),
    key: expression.optional().describe("CEL that gives what tells one trouble of this target from another"),
    values: z.record(name, expression).default({}).describe("What else to keep, each by CEL"),
    signature: z
      .strictObject({
        header,
        ...secretShape,
        algorithm: z.enum(["sha256", "sha512", "sha1"]).default("sha256"),
        encoding: z.enum(["hex", "base64"]).default("hex"),
        prefix: z.string().max(20).default("").describe("What stands before it, such as sha256="),
      })
      .refine(hasOneSecret, oneSecret)
      .optional()
      .describe("An HMAC of the body instead of a token of Chiron's"),
    token: z
      .strictObject({ header, ...secretShape })
      .refine(hasOneSecret, oneSecret)
      .optional()
      .describe("A fixed text in a header instead of a token of Chiron's"),
  })
  .refine(
    ({ name: own }) => own !== "alertmanager" && own !== "cloudevents",
    "the name is that of an intake that is there",
  );
type Options = z.output<typeof schema>;

const mostItems = 1_000;

export const webhookIntake = defineIntake({
  name: "webhook",
  summary: "Any webhook that sends JSON, understood by expressions in CEL",
  kind: "webhook",
  schema,
  isAlwaysOn: false,
  types: ({ type }) => [type],
  check(options) {
    const { when, clearWhen, each, target, severity, title, key, values } = options as Options;
    const found = [
      fault("when", when, "bool"),
      fault("clearWhen", clearWhen, "bool"),
      fault("each", each, "list"),
      fault("target", target, "string"),
      fault("severity", isSeverity(severity) ? undefined : severity, "string"),
      fault("title", title, "string"),
      fault("key", key, "string"),
      ...Object.entries(values).map(([one, source]) => fault(one, source, "dyn", ["values", one])),
    ];
    return found.filter((one) => one !== undefined);
  },
  receive(request, options, { now }) {
    const body = request.body.length === 0 ? null : jsonOf(request);
    for (const text of Object.values(request.query)) refuseControls(text);
    const facts = { body, headers: request.headers, query: request.query, item: null, now };
    if (options.each === undefined) return triggerOf(facts, options);
    const items = compileMapping(options.each, "list").evaluate(facts) as readonly unknown[];
    if (items.length > mostItems) throw new ChironError("bad_request", `it holds more than ${mostItems} items`);
    return items.flatMap((item) => triggerOf({ ...facts, item }, options));
  },
});

function fault(
  at: string,
  source: string | undefined,
  gives: Parameters<typeof checkMapping>[1],
  path: readonly string[] = [at],
) {
  const message = source === undefined ? undefined : checkMapping(source, gives);
  return message === undefined ? undefined : { path, message };
}

type Facts = Parameters<ReturnType<typeof compileMapping>["evaluate"]>[0] & Pick<IntakeRequest, "headers">;

/** Nothing, when it says neither that something is wrong nor that it is over. */
function triggerOf(facts: Facts, options: Options): readonly Trigger[] {
  const is = (source: string) => compileMapping(source, "bool").evaluate(facts) === true;
  const text = (source: string) => String(compileMapping(source, "string").evaluate(facts));
  const clears = options.clearWhen !== undefined && is(options.clearWhen);
  if (!clears && !is(options.when)) return [];
  const target = text(options.target);
  const values = Object.entries(options.values).map(([key, source]) => [
    key,
    plain(compileMapping(source, "dyn").evaluate(facts)),
  ]);
  return [
    {
      state: clears ? "cleared" : "raised",
      key: `${target}\n${options.key === undefined ? options.type : text(options.key)}`.slice(0, 2_000),
      candidates: [target],
      type: options.type,
      severity: severityIn(options.severity, text),
      title: shortened(options.title === undefined ? `${options.name} says so` : text(options.title), 200),
      at: null,
      values: { firing: !clears, ...flatten(Object.fromEntries(values)) },
    },
  ];
}

function isSeverity(word: string): word is Severity {
  return (severities as readonly string[]).includes(word);
}

function severityIn(written: string, text: (source: string) => string): Severity {
  if (isSeverity(written)) return written;
  const word = text(written);
  const severity = severityOf(word);
  if (severity === undefined) throw new ChironError("bad_request", `"${shortened(word, 50)}" is no severity`);
  return severity;
}

/** Whole numbers of CEL are BigInts. */
function plain(value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}
