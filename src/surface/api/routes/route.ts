/** What a route is: one entry of the table from which requests are checked, answered and documented. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import type { Command, EngineFacade, MetricsSnapshot, Role, Scope } from "#core/model";
import type { Access, Identity, Via } from "../access/index.ts";
import type { Perform } from "../commands.ts";
import type { AnswerName } from "../documents/names.ts";
import type { LiveHub } from "../live/index.ts";

export interface Readiness {
  readonly ready: boolean;
  /** One sentence: what the engine's work loop did last, or what is wrong with it. */
  readonly detail: string;
}

/** What handlers have at hand. */
export interface RouteMeans {
  readonly engine: EngineFacade;
  readonly perform: Perform;
  readonly access: Access;
  /** By which door a request came in. */
  readonly via: (request: IncomingMessage) => Via;
  readonly hub: LiveHub;
  readonly readiness: () => Readiness;
  readonly metrics: () => MetricsSnapshot;
  readonly version: string;
  /** The whole table, for the document that describes it. */
  readonly routes: readonly Route[];
}

/** `text` and `bytes` as they are, `hijack` when the handler answers by itself, otherwise JSON. */
export type Answer = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
} & (
  | { readonly body: unknown }
  | { readonly text: string; readonly type: string }
  | { readonly bytes: Uint8Array; readonly type: string }
  | { readonly hijack: (response: ServerResponse) => void }
);

export interface Asked<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly identity: Identity;
  /** Of a `raw` route: the body as it came. */
  readonly bytes: Uint8Array;
  /** Of a `signed` route: no token was brought. */
  readonly isAnonymous: boolean;
  /** The raw request, for its headers. */
  readonly request: IncomingMessage;
}

export interface Route {
  readonly method: "GET" | "POST" | "DELETE";
  /** As in OpenAPI: `/v1/incidents/{id}` */
  readonly path: string;
  readonly summary: string;
  /** Null: anybody who reaches the port may ask; what it answers to whom is its own affair. */
  readonly access: { readonly role: Role; readonly scope: Scope } | null;
  readonly params: z.ZodType<object>;
  readonly query: z.ZodType<object>;
  readonly body: z.ZodType<object> | null;
  /** The body may be anything; it is read by whoever knows who sent it. */
  readonly raw?: true;
  /** Whoever brings no token may prove themselves by the body, to whom the handler asks. */
  readonly signed?: true;
  /** In bytes, of a JSON body; default: 1 MB. */
  readonly largestBody?: number;
  /**
   * The command that it is for, where only a human may give it. Whoever is refused is written down, also one whose token is not for this at
   * all; and it is good for once: an `Idempotency-Key` does not bring the answer of the first time.
   */
  readonly decides?: Command["kind"];
  readonly answer: AnswerName;
  readonly handle: (asked: Asked<never, never, never>, means: RouteMeans) => Answer | Promise<Answer>;
}

export const nothing = z.strictObject({});

type Shape = z.ZodType<object>;
type Nothing = typeof nothing;

export function defineRoute<P extends Shape = Nothing, Q extends Shape = Nothing, B extends Shape = Nothing>(
  route: Pick<
    Route,
    "method" | "path" | "summary" | "access" | "answer" | "raw" | "signed" | "largestBody" | "decides"
  > & {
    readonly params?: P;
    readonly query?: Q;
    readonly body?: B;
    readonly handle: (
      asked: Asked<z.output<P>, z.output<Q>, z.output<B>>,
      means: RouteMeans,
    ) => Answer | Promise<Answer>;
  },
): Route {
  return { ...route, params: route.params ?? nothing, query: route.query ?? nothing, body: route.body ?? null };
}
