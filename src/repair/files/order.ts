import type { LanguageName, SyntaxFault } from "#repair/languages";

/** What became of one file. */
export type Repaired =
  | { readonly kind: "healthy" }
  /** `why` is a sentence without its subject, with the line: "adds the missing ')', line 3". */
  | { readonly kind: "fixed"; readonly bytes: Uint8Array; readonly fixer: string; readonly why: string }
  /** Only a human can decide, or nobody can look at it. */
  | { readonly kind: "human"; readonly why: string }
  | { readonly kind: "unfixed"; readonly errors: readonly SyntaxFault[] };

export interface RepairOrder {
  readonly path: string;
  /** Default: by the path, then by the first line. */
  readonly language?: LanguageName;
  readonly bytes: Uint8Array;
  /** Former versions of the file, the newest first; asked for only when the file turns out to be broken. */
  readonly history?: () => Promise<readonly Uint8Array[]>;
}
