/** How much of the past is drawn; it stands in the address. */
import { setQuery } from "../../shell/index.ts";

export const spanMs = { "1h": 3_600_000, "24h": 86_400_000, "7d": 604_800_000 } as const;
export type Span = keyof typeof spanMs;
const names: Readonly<Record<Span, string>> = { "1h": "1 hour", "24h": "24 hours", "7d": "7 days" };

export function spanIn(query: URLSearchParams): Span {
  const asked = query.get("span") ?? "";
  return asked in spanMs ? (asked as Span) : "1h";
}

export function SpanChoice({ span }: { readonly span: Span }) {
  return (
    <fieldset class="choice">
      <legend class="unseen">How much of the past is drawn</legend>
      {(Object.keys(spanMs) as Span[]).map((one) => (
        <button key={one} type="button" aria-pressed={one === span} onClick={() => setQuery({ span: one })}>
          {names[one]}
        </button>
      ))}
    </fieldset>
  );
}
