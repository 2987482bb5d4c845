/** What a caller is told of themselves. */
import { z } from "zod";
import { type Command, comings, roles, type SessionView, scopes } from "#core/model";
import { permissions } from "../access/index.ts";
import { list, text, time } from "./basic-shapes.ts";

const commands = Object.keys(permissions) as readonly Command["kind"][];

export const session: z.ZodType<SessionView> = z.strictObject({
  actor: text.describe("As it stands in the log: token:NAME, cli:USER, or anonymous"),
  kind: z.enum(["human", "service", "engine", "delegate"]),
  role: z.enum(roles),
  scopes: list(z.enum(scopes)).nullable().describe("Null: everything that the role may"),
  may: list(z.enum(commands)).describe("The commands that role and kind allow"),
  csrf: text.nullable().describe("Of a session: the header `chiron-csrf` of whatever it changes"),
  expiresAt: time.nullable(),
  via: z.enum(comings),
});
