/**
 * A decision that is offered now and then. It stays where it is while it is not: somebody may have opened its dialog, and what they typed, and why it is
 * refused, must not vanish because somebody else was faster.
 */
import type { ComponentChildren } from "preact";

export function Offered({ is, children }: { readonly is: boolean; readonly children: ComponentChildren }) {
  return <span class={is ? "offered" : "offered not-offered"}>{children}</span>;
}
