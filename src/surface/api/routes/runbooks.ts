/** Runbooks: what they are, whether they may run by themselves, and running them by hand. */
import { z } from "zod";
import { ChironError, type EngineFacade } from "#core/model";
import { checkMatch, tagOf } from "./etag.ts";
import { defineRoute, type Route } from "./route.ts";
import { hash, incidentId, runbookId, targetId } from "./values.ts";

const access = { role: "viewer", scope: "runbooks" } as const;
const params = z.strictObject({ id: runbookId });
const aim = { target: targetId.optional(), incident: incidentId.optional() };

export const runbookRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/v1/runbooks",
    summary: "Every runbook with its mode and what is believed about it",
    access,
    answer: "runbooks",
    handle: (_, { engine }) => ({ body: { items: engine.runbooks(), next: null } }),
  }),
  defineRoute({
    method: "GET",
    path: "/v1/runbooks/{id}",
    summary: "One runbook, as it was written",
    access,
    params,
    answer: "runbook",
    handle({ params: { id } }, { engine }) {
      const { runbook, etag } = find(engine, id);
      return { body: runbook, headers: { etag } };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/runbooks/{id}/approve",
    summary: "Let a runbook run by itself, with exactly this content",
    access,
    params,
    body: z.lazy(() =>
      z.strictObject({ hash: hash.optional().describe("The content that was shown; another one is not approved") }),
    ),
    answer: "done",
    async handle({ params: { id }, body, request, identity }, { engine, perform }) {
      const { runbook, etag } = find(engine, id);
      checkMatch(request, etag, `GET /v1/runbooks/${id} shows it as it is now.`);
      const shown = body.hash ?? (request.headers["if-match"] === undefined ? undefined : runbook.hash);
      return {
        body: await perform(
          { kind: "approve_runbook", runbook: id, ...(shown === undefined ? {} : { hash: shown }) },
          identity,
        ),
      };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/runbooks/{id}/dry-run",
    summary: "Say what each step would do, and change nothing",
    access,
    params,
    body: z.lazy(() => z.strictObject(aim)),
    answer: "done",
    async handle({ params: { id }, body, identity }, { engine, perform }) {
      find(engine, id);
      return { body: await perform({ kind: "dry_run", runbook: id, ...given(body) }, identity) };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/runbooks/{id}/execute",
    summary: "Run it now, guarded, journaled and verified like any other run",
    access,
    params,
    body: z.lazy(() => z.strictObject({ ...aim, confirm: z.boolean().default(false).describe("Must be true") })),
    answer: "done",
    async handle({ params: { id }, body, identity }, { engine, perform }) {
      find(engine, id);
      return { body: await perform({ kind: "execute", runbook: id, ...given(body), confirm: body.confirm }, identity) };
    },
  }),
];

export function given({
  target,
  incident,
}: {
  readonly target?: string | undefined;
  readonly incident?: string | undefined;
}) {
  return { ...(target === undefined ? {} : { target }), ...(incident === undefined ? {} : { incident }) };
}

function find(engine: EngineFacade, id: string) {
  const runbook = engine.runbook(id);
  if (runbook === undefined)
    throw new ChironError("not_found", `there is no runbook ${id}`, { help: "GET /v1/runbooks lists them." });
  return { runbook, etag: tagOf([runbook.hash, runbook.mode]) };
}
