/**
 * Alertmanager's webhook, version 4 (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config). Each alert of a group is a trigger of its
 * own, known again by its fingerprint, so that repeats, and a second Alertmanager of a cluster, tell nothing new.
 */
import { z } from "zod";
import { canonicalJson, sha256 } from "#core/lib";
import { anomalyType, ChironError, defineIntake, name, type Severity, severities, type Trigger } from "#core/model";
import { flatten, jsonOf, shortened, snake, timeOf } from "../body.ts";
import { severityOf } from "../severity.ts";

const label = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,99}$/, "is no name of a label");
const schema = z.strictObject({
  targetLabels: z
    .array(label)
    .min(1)
    .max(20)
    .default(["target", "instance", "service"])
    .describe("Labels that may name the target, the best first"),
  targets: z
    .record(z.string().min(1).max(500), name)
    .default({})
    .describe("Which target is meant by a label's value, where that is not its id: 10.0.0.5:9100: web"),
  types: z
    .record(z.string().min(1).max(200), anomalyType)
    .default({})
    .describe("Which type of anomaly an alertname is; default: alert_ and the name, such as alert_high_error_rate"),
  severityLabel: label.default("severity"),
  severities: z
    .record(z.string().min(1).max(100), z.enum(severities))
    .default({})
    .describe("What the values of that label mean, beside the usual ones"),
});
type Options = z.output<typeof schema>;

const labels = () => z.record(z.string().min(1).max(200), z.string().max(16_000));
const alertSchema = () =>
  z.object({
    status: z.enum(["firing", "resolved"]),
    labels: labels().refine((own) => Object.keys(own).length > 0, "an alert has at least one label"),
    annotations: labels().default({}),
    startsAt: z.string().optional(),
    endsAt: z.string().optional(),
    fingerprint: z
      .string()
      .regex(/^[0-9a-f]{1,64}$/, "is no fingerprint")
      .optional(),
  });
/** Made with the first message: most engines never get one. */
const payloadSchema = z.lazy(() =>
  z.object({
    version: z.literal("4"),
    groupKey: z.string().max(20_000),
    truncatedAlerts: z.number().int().nonnegative().default(0),
    receiver: z.string().max(1_000).default(""),
    alerts: z.array(alertSchema()).max(1_000),
  }),
);
type Payload = z.output<typeof payloadSchema>;
type Alert = Payload["alerts"][number];

export const alertmanagerIntake = defineIntake({
  name: "alertmanager",
  summary: "Alerts of Prometheus, sent by Alertmanager's webhook",
  kind: "alert",
  schema,
  isAlwaysOn: true,
  types: ({ types }) => Object.values(types),
  receive(request, options) {
    const parsed = payloadSchema.safeParse(jsonOf(request));
    if (!parsed.success) throw new ChironError("bad_request", `no message of Alertmanager: ${firstOf(parsed.error)}`);
    return [...parsed.data.alerts.map((alert) => triggerOf(alert, options)), truncation(parsed.data)];
  },
});

function firstOf(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined
    ? "it is not understood"
    : `${issue.path.map(String).join(".") || "body"}: ${issue.message}`;
}

function triggerOf(
  { status, labels: own, annotations, startsAt, endsAt, fingerprint }: Alert,
  options: Options,
): Trigger {
  const alertname = own.alertname ?? "";
  const word = own[options.severityLabel] ?? "";
  const severity: Severity =
    (Object.hasOwn(options.severities, word) ? options.severities[word] : severityOf(word)) ?? "medium";
  const candidates = options.targetLabels.flatMap((one) => {
    const value = own[one];
    if (value === undefined || value === "") return [];
    return Object.hasOwn(options.targets, value) ? [options.targets[value] ?? value] : [value];
  });
  const title = annotations.summary || annotations.description || alertname || "An alert without a name";
  return {
    state: status === "firing" ? "raised" : "cleared",
    key: fingerprint ?? sha256(canonicalJson(own)),
    candidates,
    type: typeOf(alertname, options),
    severity,
    title: shortened(title, 200),
    at: timeOf(status === "firing" ? startsAt : endsAt),
    values: { firing: status === "firing", ...flatten(own), ...flatten(prefixed(annotations)) },
  };
}

function typeOf(alertname: string, { types }: Options): string {
  if (Object.hasOwn(types, alertname)) return types[alertname] ?? "external_alert";
  const made = snake(alertname);
  return made === "" ? "external_alert" : `alert_${made}`;
}

/** Labels and annotations may have the same names. */
function prefixed(annotations: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(annotations).map(([key, value]) => [`annotation_${key}`, value]));
}

/** What Alertmanager left out (`max_alerts`) is known to nobody here; that it did is. */
function truncation({ groupKey, truncatedAlerts, receiver }: Payload): Trigger {
  return {
    state: truncatedAlerts > 0 ? "raised" : "cleared",
    key: `truncated ${groupKey}`.slice(0, 2_000),
    candidates: [],
    type: "alerts_truncated",
    severity: "medium",
    title: `Alertmanager left out ${truncatedAlerts} alerts of a group: its max_alerts is too low`,
    at: null,
    values: { firing: truncatedAlerts > 0, truncatedAlerts, receiver, group: shortened(groupKey, 500) },
  };
}
