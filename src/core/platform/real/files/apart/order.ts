/** What the child is told, and what it says. */
import type { FileWork } from "../../../file-work.ts";

export interface Order {
  readonly what: keyof FileWork;
  readonly order: unknown;
}

export type Answer =
  | { readonly value: unknown }
  | { readonly error: { readonly code: string; readonly message: string } };
