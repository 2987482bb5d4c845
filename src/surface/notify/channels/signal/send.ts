/** One message by whichever way is configured; loaded with the first. */
import type { ChannelContext } from "#core/model";
import { byHttp, byLine } from "./json-rpc.ts";
import { byRest } from "./rest.ts";
import type { Wanted, Way } from "./wanted.ts";

export function sendBy({ http, rest, tcp, socket }: Way, wanted: Wanted, signal: AbortSignal, context: ChannelContext) {
  if (http !== undefined) return byHttp(http, wanted, signal, context);
  if (rest !== undefined) return byRest(rest, wanted, signal, context);
  return byLine(tcp ?? { path: socket ?? "" }, wanted, signal);
}
