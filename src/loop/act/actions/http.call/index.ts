import { z } from "zod";
import { isSecretName, maskSecrets, secretValues } from "#core/lib";
import { type ActionContext, defineAction, messageOf } from "#core/model";
import { answering, failed, saying, succeeded } from "../result.ts";

const keptCharacters = 2_000;
const maxBodyBytes = 65_536;

const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, "is not the name of a header");

const call = z
  .object({
    url: z
      .string()
      .max(2_000)
      .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), "is not an http or https URL"),
    method: z.enum(["POST", "PUT", "PATCH", "DELETE"]).default("POST"),
    headers: z.record(headerName, z.string().max(8_000)).default({}),
    body: z.record(z.string(), z.unknown()).optional().describe("Sent as JSON"),
    idempotent: z
      .boolean()
      .default(false)
      .describe("The other side heeds Idempotency-Key, so it may be called again when in doubt"),
    mayLose: z
      .boolean()
      .optional()
      .describe("true: it may lose data, so it waits for a human each time, as DELETE does"),
  })
  .describe("What is called, as the target declares it");

const schema = z.strictObject({ call });

/** The same for every attempt at this step of this plan, so that the other side recognises a repeat. */
function keyOf(effect: string): string {
  return effect.split("/").slice(0, 3).join("/");
}

export const httpCall = defineAction({
  name: "http.call",
  summary: "Calls an HTTP address that the target's own configuration names, with a key that marks repeats",
  schema,
  risk: "medium",
  idempotent: false,
  idempotentFor: ({ call: { idempotent } }) => idempotent,
  mayLose({ call: { method, url, mayLose } }) {
    if (method === "DELETE") return `removes ${maskSecrets(url)}`;
    return mayLose === true ? "may lose data, as its owner says" : undefined;
  },
  dryRun: ({ call: { url, method, headers, body } }) =>
    saying(async () => {
      const names = Object.entries(headers).map(([name, value]) => (isSecretName(name) ? name : `${name}: ${value}`));
      const sent = body === undefined ? "" : ` ${JSON.stringify(body)}`;
      const how = names.length === 0 ? "" : ` with ${names.join(", ")}`;
      return `Would ${method}${maskSecrets(sent, secretValues(headers))} to ${maskSecrets(url)}${how}, expecting a status below 300.`;
    }),
  run: ({ call: input }, context) =>
    answering(async () => {
      const where = `${input.method} ${maskSecrets(input.url)}`;
      if (context.signal.aborted) return failed("It was broken off before it was called");
      try {
        const { status, body } = await send(input, context);
        const said = maskSecrets(body, secretValues(input.headers)).slice(0, keptCharacters);
        const artifacts = said === "" ? [] : [{ kind: "output" as const, name: "body", detail: said }];
        // A redirect is not followed: it leads where nobody declared.
        if (status < 300) return succeeded(`${where} was answered with status ${status}`, artifacts);
        return failed(`${where} was answered with status ${status}`, artifacts);
      } catch (error) {
        return failed(`${where} gave no answer: ${messageOf(error)}`);
      }
    }),
});

function send({ url, method, headers, body }: z.output<typeof call>, { network, signal, effect }: ActionContext) {
  const payload = body === undefined ? {} : { body: JSON.stringify(body) };
  const type: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
  const all = { ...type, ...headers, "idempotency-key": keyOf(effect) };
  return network.http({ method, url, headers: all, ...payload, signal, maxBodyBytes });
}
