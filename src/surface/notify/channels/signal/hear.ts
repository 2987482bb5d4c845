/**
 * What is written to Chiron's account: the daemon's events (`/api/v1/events`, server-sent), the notifications on its sockets, or the
 * wrapper's WebSocket. All carry the same envelope. Signal itself vouches for the sender; whoever reaches the daemon could feign
 * one, which is why it belongs on loopback.
 */
import { z } from "zod";
import type { Delivery, InboundMessage, ReplyContext } from "#core/model";
import { hearEvents } from "./hear-events.ts";
import { hearLines } from "./hear-lines.ts";
import { hearSocket } from "./hear-socket.ts";
import type { Wanted, Way } from "./wanted.ts";

const envelopeSchema = z.object({
  envelope: z.object({
    sourceNumber: z.string().nullish(),
    sourceUuid: z.string().nullish(),
    timestamp: z.number(),
    dataMessage: z
      .object({
        message: z.string().nullish(),
        quote: z.object({ text: z.string().nullish() }).nullish(),
        groupInfo: z.object({ groupId: z.string() }).nullish(),
      })
      .nullish(),
  }),
});

/** `receive` as a socket notifies of it: as it is, or below `result` where one has subscribed. */
const notificationSchema = z.object({
  method: z.literal("receive"),
  params: z.union([envelopeSchema, z.object({ result: envelopeSchema }).transform(({ result }) => result)]),
});

interface Heard {
  readonly message: InboundMessage;
  readonly group: string | undefined;
}

export async function hear(
  { http, rest, tcp, socket }: Way,
  account: string | undefined,
  context: ReplyContext,
  send: (wanted: Wanted) => Promise<Delivery>,
): Promise<void> {
  const take = async (envelope: unknown) => {
    const heard = heardIn(envelope);
    if (heard === undefined) return;
    const text = await context.take(heard.message);
    if (text === null) return;
    const [sender] = heard.message.senders;
    const whom =
      heard.group === undefined
        ? { recipients: [sender], group: undefined }
        : { recipients: undefined, group: heard.group };
    // An answer that does not arrive changes nothing of what was decided.
    await send({ id: `answer-${heard.message.id}`, text, account, ...whom });
  };
  const takeNotification = async (line: unknown) => {
    const parsed = notificationSchema.safeParse(line);
    if (parsed.success) await take(parsed.data.params);
  };
  if (http !== undefined) return hearEvents(http, account, context, take);
  if (rest !== undefined) return hearSocket(rest, account ?? "", context, take);
  return hearLines(tcp ?? { path: socket ?? "" }, context.signal, takeNotification);
}

/** Undefined: a receipt, somebody typing, what we wrote ourselves by another device. */
function heardIn(envelope: unknown): Heard | undefined {
  const parsed = envelopeSchema.safeParse(envelope);
  if (!parsed.success) return undefined;
  const { sourceNumber, sourceUuid, timestamp, dataMessage } = parsed.data.envelope;
  const [first, ...others] = [sourceNumber, sourceUuid].filter((name) => typeof name === "string");
  if (typeof dataMessage?.message !== "string" || first === undefined) return undefined;
  return {
    message: {
      senders: [first, ...others],
      id: `${sourceUuid ?? first}/${timestamp}`,
      text: dataMessage.message,
      quoted: dataMessage.quote?.text ?? null,
    },
    group: dataMessage.groupInfo?.groupId,
  };
}
