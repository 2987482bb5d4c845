/** Incidents, and what a person may decide about them. */
import { z } from "zod";
import {
  argv,
  ChironError,
  type Command,
  domains,
  type EngineFacade,
  type IncidentDetail,
  incidentStates,
  severities,
  type Tier,
} from "#core/model";
import { checkMatch, tagOfIncident } from "./etag.ts";
import { defineRoute, type Route } from "./route.ts";
import { cursor, flag, hash, incidentId, pageLength, reason, targetId } from "./values.ts";

const look = { role: "viewer", scope: "incidents" } as const;
// Who may do what is decided, and written down, where commands are performed; here only who may try.
const decide = { role: "viewer", scope: "incidents" } as const;
const params = z.strictObject({ id: incidentId });

/** `a,b,c` */
const manyStates = () =>
  z
    .string()
    .max(500)
    .transform((text) => text.split(","))
    .pipe(z.array(z.enum(incidentStates)))
    .describe("Any of these states, separated by commas");

const list = defineRoute({
  method: "GET",
  path: "/v1/incidents",
  summary: "Incidents, newest first; only the open ones unless asked otherwise",
  access: look,
  query: z.lazy(() =>
    z.strictObject({
      all: flag.optional().describe("The ended ones too"),
      state: z.enum(incidentStates).optional(),
      target: targetId.optional(),
      severity: z.enum(severities).optional(),
      states: manyStates().optional(),
      domain: z.enum(domains).optional(),
      tier: z
        .enum(["0", "1", "2", "3"])
        .transform((digit) => Number(digit) as Tier)
        .optional()
        .describe("0 silent, 1 a notice, 2 an approval asked, 3 a human is paged"),
      search: z
        .string()
        .trim()
        .min(1)
        .max(200)
        .optional()
        .describe("Stands in its id, type, target or summary; a to z and A to Z alike"),
      limit: pageLength,
      cursor: cursor.optional(),
    }),
  ),
  answer: "incidents",
  handle: ({ query }, { engine }) => ({ body: engine.incidents(query) }),
});

const one = defineRoute({
  method: "GET",
  path: "/v1/incidents/{id}",
  summary: "Everything that is known about one incident",
  access: look,
  params,
  answer: "incident",
  handle({ params: { id } }, { engine }) {
    const incident = find(engine, id);
    return { body: incident, headers: { etag: tagOfIncident(incident) } };
  },
});

const story = defineRoute({
  method: "GET",
  path: "/v1/incidents/{id}/story",
  summary: "One incident as it is told: sentences in chapters, what is wanted, what else can be done, and what was not",
  access: look,
  params,
  answer: "story",
  async handle({ params: { id } }, { engine }) {
    const etag = tagOfIncident(find(engine, id));
    return { body: await engine.story(id), headers: { etag } };
  },
});

const approvals = defineRoute({
  method: "GET",
  path: "/v1/approvals",
  summary: "Questions that wait for a human, the most urgent first",
  access: look,
  query: z.lazy(() =>
    z.strictObject({
      details: flag
        .optional()
        .describe("true: the most urgent 100, each with its plan, what depends on it, and what comes of each answer"),
    }),
  ),
  answer: "approvals",
  async handle({ query: { details } }, { engine }) {
    return { body: { items: details === true ? await engine.questions() : engine.approvals(), next: null } };
  },
});

/** The parts of the body of `record-fix`. */
export const fixShape = () => ({
  description: z.string().max(10_000).optional().describe("What was wrong, and what was done, in words"),
  commands: z
    .array(
      z.union([argv, z.strictObject({ argv, cwd: z.string().max(4_096).optional() }), z.string().min(1).max(10_000)]),
    )
    .min(1)
    .max(50)
    .describe(
      "What was run, in order: lists of words. A text is for a shell: it is kept as a description, and never run",
    ),
});
const fix = z.lazy(() => z.strictObject(fixShape()));

/** The body of `record-fix`, as the command of the engine. */
export function recordFixOf(incident: string, { description, commands }: z.output<typeof fix>): Command {
  return {
    kind: "record_fix",
    incident,
    ...(description === undefined ? {} : { description }),
    commands: commands.flatMap((one) => (typeof one === "string" ? [] : "argv" in one ? [one] : [{ argv: one }])),
    texts: commands.filter((one) => typeof one === "string"),
  };
}

const needsReason = z.lazy(() => z.strictObject({ reason }));
const resolution = z.lazy(() =>
  z.strictObject({
    reason,
    dryRunWasRight: z.boolean().optional().describe("Whether the repair that was only rehearsed would have mended it"),
  }),
);
const approval = z.lazy(() =>
  z.strictObject({
    planHash: hash.optional().describe("The plan that was shown; another one is not approved"),
    reason: reason.optional(),
  }),
);

export const incidentRoutes: readonly Route[] = [
  list,
  one,
  story,
  approvals,
  decision("approve", "Let exactly this plan run", approval, (id, incident, { planHash, reason: why }, isTagged) => {
    // A tag stands for what was seen with it, so that nothing proposed since then is approved by it.
    const seen = planHash ?? (isTagged ? incident.approval?.planHash : undefined);
    return {
      kind: "approve",
      incident: id,
      ...(seen === undefined ? {} : { planHash: seen }),
      ...(why === undefined ? {} : { reason: why }),
    };
  }),
  decision("reject", "Keep the plan from running", needsReason, (id, _, body) => ({
    kind: "reject",
    incident: id,
    ...body,
  })),
  decision("dismiss", "Close it, and keep its fingerprint quiet for 24 hours", needsReason, (id, _, body) => {
    return { kind: "dismiss", incident: id, ...body };
  }),
  decision("resolve", "Say that an escalated incident is over", resolution, (id, _, body) => ({
    kind: "resolve",
    incident: id,
    reason: body.reason,
    ...(body.dryRunWasRight === undefined ? {} : { dryRunWasRight: body.dryRunWasRight }),
  })),
  decision("record-fix", "Make a draft runbook of what a human did about it", fix, (id, _, body) =>
    recordFixOf(id, body),
  ),
];

/** A person's word about one incident, refused when it is not as they saw it (`If-Match`). */
export function decision<B extends z.ZodType<object>>(
  verb: string,
  summary: string,
  body: B,
  toCommand: (id: string, incident: IncidentDetail, body: z.output<B>, isTagged: boolean) => Command,
): Route {
  return defineRoute({
    method: "POST",
    path: `/v1/incidents/{id}/${verb}`,
    summary,
    access: decide,
    params,
    body,
    answer: "done",
    async handle(asked, { engine, perform }) {
      const { id } = asked.params;
      const incident = find(engine, id);
      checkMatch(asked.request, tagOfIncident(incident), `GET /v1/incidents/${id} shows it as it is now.`);
      const isTagged = asked.request.headers["if-match"] !== undefined;
      return { body: await perform(toCommand(id, incident, asked.body as z.output<B>, isTagged), asked.identity) };
    },
  });
}

function find(engine: EngineFacade, id: string): IncidentDetail {
  const incident = engine.incident(id);
  if (incident === undefined)
    throw new ChironError("not_found", `there is no incident ${id}`, {
      help: "GET /v1/incidents?all=true lists them.",
    });
  return incident;
}
