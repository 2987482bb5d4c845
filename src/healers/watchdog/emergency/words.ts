/** What a human reads when the healers could not help themselves, or were helped by putting something back. */
import type { Page } from "./means.ts";

interface PutBack {
  readonly what: "configuration" | "release";
  readonly why: string;
}

export function pageOf(left: readonly string[], putBack: readonly PutBack[], attempt: number): Page {
  const isDown = left.length > 0;
  const back = putBack.map(({ what }) => `the last ${what} that worked`).join(" and ");
  const subject = isDown
    ? "[critical] Chiron's healers are down, and could not be brought back"
    : `[high] Chiron runs with ${back}: the present one crashes on start`;
  const body = [
    isDown
      ? `What broke: ${left.join("; ")}.`
      : "What broke: engine and mender were both down; the engine crashed on start with what stands there now.",
    ...putBack.map(
      ({ what, why }) => `Put back: the last ${what} that worked. What is wrong with the present one:\n${why}`,
    ),
    isDown
      ? "What goes on: the watchdog tries again, with pauses. Critical services that can be seen to be gone are started meanwhile; nothing else is watched or repaired."
      : "What was done: all three processes are at work again. The file itself was not touched.",
    isDown
      ? "What you need to do: look at the output of Chiron (chiron.log in its data folder, or its service's journal), then: chiron down; chiron up"
      : "What you need to do: mend it, and run: chiron reload",
  ].join("\n\n");
  const key = isDown ? "left" : `put-back-${putBack.map(({ what }) => what).join("-")}`;
  return { key, subject, body, data: { left, putBack: putBack.map(({ what }) => what), attempt } };
}
