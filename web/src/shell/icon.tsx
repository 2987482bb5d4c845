/** Drawn by ourselves, in one stroke width; always beside a word, so that none has to be guessed. */
import type { IconName } from "../views/view.ts";

const paths: Readonly<Record<IconName, string>> = {
  overview: "M3 13h4l3-8 4 14 3-6h4",
  incidents: "M12 3 2.5 20h19L12 3Zm0 7v4m0 3v.01",
  approvals: "M4 12.5 9.5 18 20 6.5",
  targets: "M12 4v4m0 0H6v4m6-4h6v4M4 12h4v5H4zm6 0h4v5h-4zm6 0h4v5h-4z",
  runbooks: "M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3V4Zm4 5h6m-6 4h6",
  healers: "M12 5a3 3 0 1 0 .01 0M6 15a3 3 0 1 0 .01 0M18 15a3 3 0 1 0 .01 0M10 10l-2 4m6-4 2 4m-7 4h6",
  harmony: "M9 18V6l10-2v12M9 18a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0Zm10-2a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0Z",
  repair: "m8 8-4 4 4 4m8-8 4 4-4 4m-2-11-4 14",
  learning: "M4 19h16M6 16l4-5 4 3 5-8",
  audit: "M6 3h9l4 4v14H6zm3 9h7m-7 4h7m-7-8h3",
  settings: "M4 7h9m5 0h2M4 17h2m5 0h9M13 4.5v5M6 14.5v5",
};

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
