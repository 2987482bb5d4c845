/** One page, at once and past the outbox, for whoever has no store: all channels at the same time, one that takes it is enough. */
import type { Message, Settings } from "#core/model";
import { type DispatchMeans, dispatch, namedChannels } from "./dispatch.ts";

const attemptMs = 15_000;

export interface SendNowMeans extends Omit<DispatchMeans, "attemptMs" | "ending"> {
  readonly notify: Pick<Settings["notify"], "page">;
}

/** Never rejects. `detail` says what each channel answered. */
export async function sendNow(
  means: SendNowMeans,
  message: Message,
): Promise<{ readonly delivered: boolean; readonly detail: string }> {
  const ending = new AbortController().signal;
  const sent = await Promise.all(
    namedChannels(means.notify.page).map(async (channel) => {
      const delivery = await dispatch({ ...means, attemptMs, ending }, channel, message);
      return { name: channel.name, ...delivery };
    }),
  );
  const detail = sent.map(
    ({ name, delivered, detail: said }) =>
      `${name}: ${delivered ? "taken" : "not taken"}${said === "" ? "" : ` (${said})`}`,
  );
  return { delivered: sent.some(({ delivered }) => delivered), detail: detail.join("; ") };
}
