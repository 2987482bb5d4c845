/**
 * Whether what a target is reached by can be connected to at all: a connection is opened and closed, and nothing is said.
 *
 * Values: `asked` and `refused`, how many endpoints there were and how many of them could not be connected to.
 */
import { z } from "zod";
import { type CheckAnswer, defineCheck, messageOf } from "#core/model";
import type { Address } from "#core/platform";
import { endpointsOf, sayAddress } from "./endpoints.ts";

const mostEndpoints = 20;

const schema = z.strictObject({
  endpoints: z
    .array(
      z.strictObject({
        host: z.string().min(1).max(253).describe("Name or address"),
        port: z.number().int().min(1).max(65_535).describe("The TCP port"),
      }),
    )
    .min(1)
    .max(mostEndpoints)
    .optional()
    .describe("What to connect to, such as the server that it needs. Default: where the target's own probes ask"),
});

export const connectivityCheck = defineCheck({
  name: "connectivity",
  summary: "Can what it is reached by be connected to",
  schema,
  deadlineMs: 3_000,
  applies: (target, { endpoints }) => (endpoints ?? endpointsOf(target)).length > 0,
  async run(target, { endpoints }, { network, signal }): Promise<CheckAnswer> {
    const wanted: readonly Address[] = (endpoints ?? endpointsOf(target)).slice(0, mostEndpoints);
    if (wanted.length === 0) return { ok: null, finding: "it is not reached over the network", values: {} };
    const refusals = await Promise.all(
      wanted.map((address) =>
        network.connect(address, { signal }).then(
          () => undefined,
          (error: unknown) => `${sayAddress(address)} cannot be connected to: ${messageOf(error)}`,
        ),
      ),
    );
    const refused = refusals.filter((refusal) => refusal !== undefined);
    const values = { asked: wanted.length, refused: refused.length };
    if (refused.length > 0) return { ok: false, finding: refused.join("; "), values };
    return { ok: true, finding: `${wanted.map(sayAddress).join(", ")} can be connected to`, values };
  },
});
