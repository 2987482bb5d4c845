/** What is said between the process that asks and the one that parses. */
import type { LanguageName } from "#repair/languages";
import type { Repaired } from "../order.ts";
import type { CheckedFile, FileContent } from "../workshop.ts";

export interface CheckOrder {
  readonly kind: "check";
  readonly files: readonly FileContent[];
}

export interface MendOrder {
  readonly kind: "mend";
  readonly path: string;
  readonly language?: LanguageName;
  readonly bytes: Uint8Array;
  /** Former versions; undefined: not asked for yet. */
  readonly history?: readonly Uint8Array[];
}

export type Order = CheckOrder | MendOrder;

export type Answer =
  /** One for each file, in order; without one where no parser is for it. */
  | { readonly kind: "checked"; readonly file?: CheckedFile }
  | { readonly kind: "mended"; readonly repaired: Repaired }
  /** It is broken, and the search would be helped by what the file was before. */
  | { readonly kind: "history" }
  | { readonly kind: "failed"; readonly message: string };
