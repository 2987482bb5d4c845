/** What a human reads when the healers could not be brought back. */
import type { Page } from "#healers/mutual";

interface PutBack {
  readonly what: "configuration" | "release";
  readonly why: string;
}

export function pageOf(left: readonly string[], putBack: readonly PutBack[], attempt: number): Page {
  const body = [
    `What broke: engine and mender were both down, and ${left.join("; ")}.`,
    ...putBack.map(
      ({ what, why }) => `Put back: the last ${what} that worked. What is wrong with the present one:\n${why}`,
    ),
    "What goes on: the watchdog tries again, with pauses. Critical services that can be seen to be gone are started meanwhile; nothing else is watched or repaired.",
    "What you need to do: read what Chiron said last (chiron.log in its data folder, or its service's journal), then:\nchiron down\nchiron up",
  ].join("\n\n");
  return {
    key: "left",
    subject: "[critical] Chiron's healers are down, and could not be brought back",
    body,
    data: { left, putBack: putBack.map(({ what }) => what), attempt },
  };
}
