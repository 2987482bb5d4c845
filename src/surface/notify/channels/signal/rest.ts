/** bbernhard/signal-cli-rest-api: `POST /v2/send`. */
import type { ChannelContext, Delivery } from "#core/model";
import type { HttpResponse } from "#core/platform";
import { below } from "../address.ts";
import { jsonOf, notTheProtocol, ofAnswer, oneLineOf } from "../answer.ts";
import type { Wanted } from "./wanted.ts";

export async function byRest(
  address: string,
  { text, account, recipients, group }: Wanted,
  signal: AbortSignal,
  { network, clock }: ChannelContext,
): Promise<Delivery> {
  // The wrapper has its own way to write a group: the daemon's id once more in base64.
  const to = group === undefined ? recipients : [`group.${Buffer.from(group).toString("base64")}`];
  const response = await network.http({
    method: "POST",
    url: below(address, "/v2/send"),
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ number: account, recipients: to, message: text, text_mode: "normal" }),
    signal,
    maxBodyBytes: 65_536,
  });
  const delivery = ofAnswer(response, clock.now());
  if (!delivery.delivered) return explained(delivery, response);
  return judge(response, to?.length ?? 0) ?? notTheProtocol(response, "signal-cli-rest-api");
}

function explained(delivery: Delivery, response: HttpResponse): Delivery {
  const error = jsonOf(response)?.error;
  if (typeof error !== "string") return delivery;
  const detail = oneLineOf(`answered ${response.status}: ${error}`);
  // It answers 400 to whatever signal-cli says, also to a network that is away.
  const passing = response.status === 400 && /\b(timed? ?out|network|connection|unreachable|i\/o)\b/i.test(error);
  return { ...delivery, detail, retryable: delivery.retryable || passing };
}

interface Sent {
  readonly timestamp?: unknown;
  readonly errors?: { readonly recipients?: readonly { readonly reason?: unknown }[] };
}

/** One object up to version 0.100; after it a list, with those who did not get it. */
function judge({ body }: HttpResponse, recipients: number): Delivery | undefined {
  const sent = sentIn(body);
  if (sent === undefined || sent.length === 0 || sent.some(({ timestamp }) => timestamp === undefined))
    return undefined;
  const reasons = sent.flatMap(({ errors }) => errors?.recipients ?? []).map(({ reason }) => String(reason));
  const failed = oneLineOf([...new Set(reasons)].join(", "));
  if (reasons.length >= recipients) return { delivered: false, retryable: true, detail: `sent to nobody: ${failed}` };
  return { delivered: true, retryable: false, detail: failed === "" ? "sent" : `sent, but not to all: ${failed}` };
}

function sentIn(body: string): readonly Sent[] | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    const list: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
    return list.every((one) => one !== null && typeof one === "object") ? (list as readonly Sent[]) : undefined;
  } catch {
    return undefined;
  }
}
