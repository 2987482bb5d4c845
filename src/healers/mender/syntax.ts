/** What the mender asks of those who know languages: does a file parse, and how is it mended. */
import type { SyntaxFault } from "#core/model";

export interface FileContent {
  readonly file: string;
  readonly bytes: Uint8Array;
}

export interface CheckedFile {
  readonly file: string;
  readonly language: string;
  /** None: it parses. */
  readonly faults: readonly SyntaxFault[];
}

export interface BrokenContent extends FileContent {
  readonly language: string;
  /** Earlier contents of the file, the newest first. */
  readonly history: () => Promise<readonly Uint8Array[]>;
}

export type Mended =
  | { readonly kind: "healthy" }
  | { readonly kind: "fixed"; readonly bytes: Uint8Array; readonly fixer: string; readonly why: string }
  /** No fixer may touch it: a merge that was not finished, for instance. */
  | { readonly kind: "human"; readonly why: string }
  | { readonly kind: "unfixed"; readonly why: string };

export interface Syntax {
  /** Changes when parsers do, so that everything is looked at anew. */
  readonly version: string;
  /** Whether a file of this name is worth reading. */
  isOurs(file: string): boolean;
  /** Apart from the work loop. Files that no parser is for are left out of the answer. */
  check(files: readonly FileContent[], signal: AbortSignal): Promise<readonly CheckedFile[]>;
  repair(broken: BrokenContent, signal: AbortSignal): Promise<Mended>;
  close(): Promise<void>;
}
