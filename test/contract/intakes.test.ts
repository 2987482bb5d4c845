/** What every intake keeps to: pure, whole or refused, and nothing in its triggers that could be mistaken for something else. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { z } from "zod";
import { ChironError, type Intake, type IntakeRequest, severities, type Trigger } from "#core/model";
import { intakes } from "#loop/sense";

const folders = new URL("../../src/loop/sense/intake/", import.meta.url);
const now = Date.UTC(2026, 0, 1);

interface Case {
  readonly options: object;
  /** Requests that say something, each as headers and body. */
  readonly good: readonly (readonly [Readonly<Record<string, string>>, unknown])[];
}

const cases: Readonly<Record<string, Case>> = {
  alertmanager: {
    options: {},
    good: [
      [
        { "content-type": "application/json" },
        {
          ...{ version: "4", groupKey: "{}", truncatedAlerts: 0, receiver: "chiron", status: "firing" },
          alerts: [
            {
              status: "firing",
              labels: { alertname: "HighErrorRate", severity: "page", target: "web" },
              annotations: { summary: "Many requests fail" },
              startsAt: "2026-01-01T00:00:00.123456789Z",
              endsAt: "0001-01-01T00:00:00Z",
              generatorURL: "http://127.0.0.1:9090/graph",
              fingerprint: "0123456789abcdef",
            },
            { status: "resolved", labels: { alertname: "Other" }, startsAt: "2026-01-01T00:00:00Z" },
          ],
        },
      ],
    ],
  },
  cloudevents: {
    options: { events: { "a.b": { type: "a_b", clears: true } } },
    good: [
      [
        { "content-type": "application/cloudevents+json" },
        { specversion: "1.0", id: "1", source: "/web", type: "a.b", data: { summary: "it is" } },
      ],
      [{ "ce-specversion": "1.0", "ce-id": "1", "ce-source": "/web", "ce-type": "caf%C3%A9.broken" }, null],
    ],
  },
  webhook: {
    options: { name: "own", when: "has(body.bad) && body.bad == true", target: "body.target", type: "own_trouble" },
    good: [[{}, { bad: true, target: "web" }]],
  },
};

const bytes = (body: unknown): Uint8Array =>
  body === null ? new Uint8Array() : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));

const requestOf = (headers: Readonly<Record<string, string>>, body: unknown): IntakeRequest => {
  return { headers, query: {}, body: bytes(body) };
};

function setUp(intake: Intake) {
  const { options = {}, good = [] } = cases[intake.name] ?? {};
  const parsed = intake.schema.parse(options);
  return { good, receive: (request: IntakeRequest) => intake.receive(request, parsed, { now }) };
}

/** What a trigger may be, whoever made it of whatever. */
const sound = z.strictObject({
  state: z.enum(["raised", "cleared"]),
  key: z.string().min(1).max(4_100),
  candidates: z.array(z.string()).readonly(),
  type: z.string().regex(/^[a-z][a-z0-9_]{1,63}$/),
  severity: z.enum(severities),
  title: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^\p{Cc}]+$/u),
  at: z.number().nullable(),
  values: z.record(z.string().max(200), z.union([z.string().max(8_000), z.number(), z.boolean(), z.null()])),
}) satisfies z.ZodType<Trigger>;

test("the registry names exactly the intakes that have a folder, and every one has a case here", () => {
  const listed = readdirSync(folders, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual([...intakes.keys()].sort(), listed.map(({ name }) => name).sort());
  assert.deepEqual(Object.keys(cases).sort(), [...intakes.keys()].sort());
});

for (const intake of intakes.values()) {
  test(`${intake.name}: what it understands is sound, and the same again`, () => {
    const { good, receive } = setUp(intake);
    for (const [headers, body] of good) {
      const triggers = receive(requestOf(headers, body));
      assert.ok(triggers.length > 0);
      for (const trigger of triggers) sound.parse(trigger);
      assert.deepEqual(receive(requestOf(headers, body)), triggers);
      assert.equal(new Set(triggers.map(({ key }) => key)).size, triggers.length);
    }
  });

  test(`${intake.name}: whatever comes, it is understood as a whole or refused with words`, () => {
    const { good, receive } = setUp(intake);
    const judge = (request: IntakeRequest): void => {
      try {
        for (const trigger of receive(request)) sound.parse(trigger);
      } catch (error) {
        assert.ok(error instanceof ChironError, String(error));
        assert.ok(["bad_request", "unsupported_type"].includes(error.code), error.code);
        assert.ok(error.message.length > 10 && error.message.length < 1_000, error.message);
      }
    };
    for (const [headers, body] of good) {
      fc.assert(
        fc.property(fc.json({ maxDepth: 6 }), (text) => judge(requestOf(headers, text))),
        { numRuns: 300 },
      );
      fc.assert(
        fc.property(fc.uint8Array(), (body) => judge({ headers, query: {}, body })),
        { numRuns: 200 },
      );
      // One thing of a good one is another.
      const paths = pathsOf(body);
      fc.assert(
        fc.property(fc.constantFrom(...paths), fc.oneof(fc.anything({ maxDepth: 2 }), hostile), (path, value) =>
          judge(requestOf(headers, replaced(body, path, value))),
        ),
        { numRuns: 500 },
      );
    }
  });

  test(`${intake.name}: its schema tells of every option, and takes nothing else`, () => {
    const schema = z.toJSONSchema(intake.schema, { io: "input", unrepresentable: "any" }) as {
      readonly properties?: Readonly<Record<string, { readonly description?: string; readonly default?: unknown }>>;
      readonly additionalProperties?: boolean;
    };
    assert.equal(schema.additionalProperties, false);
    for (const [name, { description, default: usual }] of Object.entries(schema.properties ?? {}))
      assert.ok(description !== undefined || usual !== undefined, name);
    assert.ok(intake.summary.length > 10);
  });
}

const hostile = fc.constantFrom<unknown>(
  "\u0000",
  "\u001b[2J",
  "\u202e",
  "__proto__",
  "x".repeat(100_000),
  { __proto__: null, constructor: 1 },
  1e308,
  -1,
  [],
  {},
  [[[[]]]],
);

function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by === undefined ? null : by;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  copy[key] = replaced(copy[key], rest, by);
  return JSON.parse(JSON.stringify(copy, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner)));
}
