/** signal-cli's daemon: JSON-RPC 2.0 over HTTP (`/api/v1/rpc`), or one object a line over TCP and Unix sockets. */
import type { ChannelContext, Delivery } from "#core/model";
import { below } from "../address.ts";
import { jsonOf, notTheProtocol, ofAnswer } from "../answer.ts";
import { type Address, exchangeLine } from "./line.ts";
import { judge } from "./result.ts";
import type { Wanted } from "./wanted.ts";

export async function byHttp(
  address: string,
  wanted: Wanted,
  signal: AbortSignal,
  { network, clock }: ChannelContext,
): Promise<Delivery> {
  const response = await network.http({
    method: "POST",
    url: below(address, "/api/v1/rpc"),
    headers: { "content-type": "application/json" },
    body: JSON.stringify(requestOf(wanted)),
    signal,
    maxBodyBytes: 262_144,
  });
  const delivery = ofAnswer(response, clock.now());
  if (!delivery.delivered) return delivery;
  // Errors come with status 200, too.
  return judge(jsonOf(response), wanted.id) ?? notTheProtocol(response, "signal-cli");
}

export async function byLine(address: Address, wanted: Wanted, signal: AbortSignal): Promise<Delivery> {
  const answer = await exchangeLine(address, JSON.stringify(requestOf(wanted)), signal, (line) =>
    judge(jsonOf({ body: line }), wanted.id),
  );
  return answer ?? { delivered: false, retryable: true, unknown: true, detail: "signal-cli closed without an answer" };
}

function requestOf({ id, text, account, recipients, group }: Wanted) {
  return {
    jsonrpc: "2.0",
    id,
    method: "send",
    params: {
      ...(account === undefined ? {} : { account }),
      ...(group === undefined ? { recipient: recipients } : { groupId: group }),
      message: text,
    },
  };
}
