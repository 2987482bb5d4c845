/** The case of a channel that speaks HTTP. */
import { createServer } from "node:net";
import type { TestContext } from "node:test";
import { until } from "../../../src/core/platform/test/index.ts";
import { closedPort, listening } from "../counterparts/listening.ts";
import { type Answer, type Behaviour, type Received, startWebReceiver } from "../counterparts/web-receiver.ts";
import type { ChannelCase, Setup, Trouble } from "./channel-case.ts";

interface WebCase extends Pick<ChannelCase, "harmless" | "mostBytes" | "needsSecret" | "refused"> {
  readonly setup: (address: string) => Setup;
  readonly good: (received: Received) => Answer;
  readonly seenIn: (body: ReturnType<typeof JSON.parse>) => string;
  /** It cannot tell a stranger's 200 from a good one. */
  readonly trusting?: true;
}

const echo = ({ method, url, headers, body }: Received) => JSON.stringify({ method, url, headers, body });

const answers: Readonly<Record<Exclude<Trouble, "refuse" | "garbage">, Behaviour>> = {
  hang: "hang",
  reset: "reset",
  busy: (received) => ({ status: 429, body: echo(received), headers: { "retry-after": "7" } }),
  broken: (received) => ({ status: 500, body: echo(received) }),
  denied: (received) => ({ status: 403, body: echo(received) }),
  stranger: () => ({ status: 200, body: "<html><body>Please log in to this network</body></html>" }),
};

export function web({ setup, good, seenIn, trusting, ...rest }: WebCase): ChannelCase {
  const behaving = (behave: Behaviour) => async (t: TestContext) => setup((await startWebReceiver(t, behave)).address);
  const { stranger, ...others } = answers;
  return {
    ...rest,
    unknown: ["hang", "reset", "garbage", "stranger"],
    async well(t) {
      const { address, received } = await startWebReceiver(t, good);
      const seen = async () => {
        await until("something arrives", () => received.length > 0);
        return seenIn(JSON.parse(received[0]?.body ?? ""));
      };
      return { ...setup(address), seen };
    },
    trouble: {
      ...Object.fromEntries(Object.entries(others).map(([name, behave]) => [name, behaving(behave)])),
      ...(trusting ? {} : { stranger: behaving(stranger) }),
      refuse: async () => setup(`http://127.0.0.1:${await closedPort()}`),
      garbage: async (t) => {
        const server = createServer((socket) =>
          socket.once("data", () => socket.end("\u0000\u0007no protocol at all\r\n\r\n")),
        );
        return setup(`http://127.0.0.1:${await listening(t, server)}`);
      },
    },
  };
}
