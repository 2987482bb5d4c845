/** When: relative, with the absolute at hand. */
import { useNow } from "./clock.ts";
import { absoluteOf, agoOf, clockOf, lengthOf } from "./words.ts";

interface MomentProps {
  /** ISO 8601, or ms since the epoch. Null: never. */
  readonly at: string | number | null;
  /** Default: how long ago. */
  readonly form?: "ago" | "clock" | "date";
}

export function Moment({ at, form = "ago" }: MomentProps) {
  const now = useNow();
  if (at === null) return <span>never</span>;
  const ms = typeof at === "number" ? at : Date.parse(at);
  if (Number.isNaN(ms)) return <span>{String(at)}</span>;
  const says = form === "ago" ? agoOf(ms, now) : form === "clock" ? clockOf(ms) : absoluteOf(ms);
  return (
    <time dateTime={new Date(ms).toISOString()} title={absoluteOf(ms)}>
      {says}
    </time>
  );
}

/** `in 3 s`, counting down. */
export function Seconds({ until }: { readonly until: number }) {
  const left = until - useNow();
  return <span>{left < 1_000 ? "now" : `in ${lengthOf(left)}`}</span>;
}

/** How long it has gone on, or went on. Times as in `Moment`. */
export function Length({ from, to }: { readonly from: string | number; readonly to: string | number | null }) {
  const now = useNow();
  const begin = typeof from === "number" ? from : Date.parse(from);
  const end = to === null ? now : typeof to === "number" ? to : Date.parse(to);
  return <span>{lengthOf(end - begin)}</span>;
}
