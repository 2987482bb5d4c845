/** Which addresses belong to the Workbench: its pages, which are all one document, and the files that this loads. */

export type PageAddress =
  | { readonly kind: "page" }
  /** In `assets`: its name holds a hash of its content. */
  | { readonly kind: "asset"; readonly name: string }
  /** Beside the document, such as an icon. */
  | { readonly kind: "file"; readonly name: string };

/** What follows each is the page's own affair. */
const firstParts: ReadonlySet<string> = new Set([
  "incidents",
  "approvals",
  "runbooks",
  "targets",
  "harmony",
  "healers",
  "repair",
  "learning",
  "audit",
  "settings",
  "sign-in",
]);

const fileName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;
/** Narrow, so that what merely looks like a file stays an address at which there is nothing. */
const fileBeside = /^[a-z0-9][a-z0-9-]{0,63}\.(?:ico|png|svg|webmanifest)$/;

/** `url`: what follows the method in a request. Undefined: nothing of the Workbench's. */
export function pageAddressOf(url: string): PageAddress | undefined {
  const path = /^[^?#]*/.exec(url)?.[0] ?? "";
  if (path === "/") return { kind: "page" };
  const [root, first = "", second = "", ...further] = path.split("/");
  if (root !== "") return undefined;
  if (firstParts.has(first)) return { kind: "page" };
  if (first === "assets" && further.length === 0 && fileName.test(second)) return { kind: "asset", name: second };
  return path.lastIndexOf("/") === 0 && fileBeside.test(first) ? { kind: "file", name: first } : undefined;
}
