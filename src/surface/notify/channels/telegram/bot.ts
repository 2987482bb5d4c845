/** One question to the Bot API, and what its answer means. The token is part of the address, which therefore is never told. */
import type { ChannelContext, Delivery } from "#core/model";
import type { HttpResponse } from "#core/platform";
import { below } from "../address.ts";
import { jsonOf, notTheProtocol, ofAnswer, oneLineOf } from "../answer.ts";

export interface Bot {
  readonly api: string;
  readonly token: string;
}

const mostBytes = 1_048_576;

export function ask(
  { api, token }: Bot,
  method: "sendMessage" | "getUpdates",
  body: object,
  { network, signal }: Pick<ChannelContext, "network" | "signal">,
): Promise<HttpResponse> {
  return network.http({
    method: "POST",
    url: below(api, `/bot${token}/${method}`),
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal,
    maxBodyBytes: mostBytes,
  });
}

/** Errors come with their own status, and with a description; how long to wait stands in `parameters`. */
export function deliveryOf(response: HttpResponse, now: number): Delivery {
  const delivery = ofAnswer(response, now);
  const answer = jsonOf(response);
  if (delivery.delivered) {
    return answer?.ok === true ? { ...delivery, detail: "sent" } : notTheProtocol(response, "Telegram");
  }
  if (typeof answer?.description !== "string") return delivery;
  const detail = oneLineOf(`answered ${response.status}: ${answer.description}`);
  const seconds = (answer.parameters as { readonly retry_after?: unknown } | undefined)?.retry_after;
  return {
    ...delivery,
    detail,
    ...(typeof seconds === "number" && seconds > 0 ? { retryAfterMs: seconds * 1_000 } : {}),
  };
}
