/** Where a human is told: two webhooks of a test's own, one for notices and one for pages. */
import type { TestContext } from "node:test";
import { until } from "#core/platform/test";
import { type Behaviour, startWebReceiver, type WebReceiver } from "./counterparts/web-receiver.ts";

/** What a webhook of Chiron's carries as `data`, as far as tests look at it. */
export interface Told {
  readonly route: "notice" | "page";
  readonly tier: number;
  readonly incident: string | null;
  readonly subject: string;
  readonly body: string;
}

export interface Messages {
  /** The lines of chiron.yaml that lead here. */
  readonly yaml: string;
  readonly notices: readonly Told[];
  readonly pages: readonly Told[];
  /** Resolves with the first notice, or page, that fits. */
  notice(fits?: RegExp): Promise<Told>;
  page(fits?: RegExp): Promise<Told>;
}

const taken: Behaviour = () => ({ status: 204, body: "" });

export async function startMessages(t: TestContext): Promise<Messages> {
  const [notice, page] = [await startWebReceiver(t, taken), await startWebReceiver(t, taken)];
  const first = (what: string, from: WebReceiver, fits: RegExp): Promise<Told> =>
    until(`a ${what} like ${fits}`, () => told(from).find((one) => fits.test(`${one.subject}\n${one.body}`)), 45_000);
  return {
    yaml: `
notify:
  notice: [ webhook: { url: "${notice.address}/" } ]
  page: [ webhook: { url: "${page.address}/" } ]
`,
    get notices() {
      return told(notice);
    },
    get pages() {
      return told(page);
    },
    notice: (fits = /./) => first("notice", notice, fits),
    page: (fits = /./) => first("page", page, fits),
  };
}

function told({ received }: WebReceiver): readonly Told[] {
  return received.map(({ body }) => JSON.parse(body).data as Told);
}
