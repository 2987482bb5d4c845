/**
 * Logs in to a PostgreSQL server and has it answer a query.
 *
 * Values: those of server.ts, and `replica` (it only follows another server, and takes no writes). `refusal` is `credentials`,
 * `too_many_connections`, `starting`, `no_database`, or the server's own code: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
import { z } from "zod";
import { defineProbe } from "#core/model";
import { endpointShape } from "../endpoint.ts";
import { atMostOnePlace, onePlace, passwordShape } from "../secret.ts";
import { loggedInTo, visit } from "../server.ts";
import { tlsOptionsOf, tlsShape } from "../tls.ts";
import { askServer } from "./client.ts";

const name = z.string().min(1).max(63);

const schema = z
  .strictObject({
    ...endpointShape(5_432),
    path: z
      .string()
      .min(1)
      .max(107)
      .regex(/\/\.s\.PGSQL\.\d{1,5}$/, "is not the socket of a server, such as /run/postgresql/.s.PGSQL.5432")
      .optional()
      .meta({ path: true, description: "A Unix socket, in place of host and port" }),
    user: name.default("postgres").describe("Who to log in as"),
    database: name.default("postgres").describe("Which database to ask"),
    ...passwordShape,
    tls: z.boolean().default(false).describe("Whether the connection is encrypted"),
    ...tlsShape,
  })
  .refine(({ passwordFile, passwordVariable }) => atMostOnePlace(passwordFile, passwordVariable), onePlace);

export const postgresProbe = defineProbe({
  name: "postgres",
  summary: "Logs in to a PostgreSQL server and has it answer a query",
  schema,
  ...loggedInTo,
  poll: (_target, options, context) =>
    visit({
      options,
      secret: { file: options.passwordFile, variable: options.passwordVariable },
      context,
      ask: async (address, password) => {
        const { user, database } = options;
        const tls = options.tls ? await tlsOptionsOf(options, context.files) : undefined;
        return askServer({ address, user, database, password, tls, context });
      },
    }),
});
