/** What all channels that speak to somebody have in common: secrets read first, a deadline, and nothing secret in what they report. */

import { masked, readSecret, type SecretPlace } from "#core/lib";
import { type ChannelContext, type Delivery, messageOf } from "#core/model";
import { ofTrouble } from "./answer.ts";

export interface Sending {
  /** Kept under these names. */
  readonly secrets?: Readonly<Record<string, SecretPlace>>;
  readonly timeoutMs: number;
}

export type Secrets = Readonly<Record<string, string | undefined>>;

/** Whatever `work` throws is a delivery that failed; see `ofTrouble` for what it may have come to all the same. */
export async function sending(
  context: ChannelContext,
  { secrets: places = {}, timeoutMs }: Sending,
  work: (secrets: Secrets, signal: AbortSignal) => Promise<Delivery>,
): Promise<Delivery> {
  const secrets: Record<string, string | undefined> = {};
  try {
    for (const [name, place] of Object.entries(places)) secrets[name] = await readSecret(name, place, context);
  } catch (error) {
    // Without it the message would be refused, or worse, believed; and a file can come back.
    return { delivered: false, retryable: true, detail: messageOf(error) };
  }
  const deadline = new AbortController();
  const timer = context.clock.after(timeoutMs, () => deadline.abort(new Error("no answer in time")));
  const values = Object.values(secrets).filter((value) => value !== undefined);
  try {
    const delivery = await work(secrets, AbortSignal.any([context.signal, deadline.signal]));
    return { ...delivery, detail: masked(delivery.detail, values) };
  } catch (error) {
    const delivery = ofTrouble(error);
    return { ...delivery, detail: masked(delivery.detail, values) };
  } finally {
    timer.cancel();
  }
}
