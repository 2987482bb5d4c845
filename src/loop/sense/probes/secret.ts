/**
 * Passwords and tokens. They stand in a file or in a variable of Chiron's environment and never in chiron.yaml, and are read
 * at each poll, so that they can be changed without a restart. No reading may hold one, not even in what the other side said.
 */
import { z } from "zod";
import type { Files, Processes } from "#core/platform";

const maxSecretBytes = 65_536;
const shortestMasked = 4;

export const secretFile = z
  .string()
  .min(1)
  .max(4_096)
  .optional()
  .meta({ path: true, description: "A file that holds the secret and nothing else" });

export const secretVariable = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "is not the name of a variable")
  .optional()
  .describe("The variable of Chiron's own environment that holds the secret");

/** Options for the schema of a probe that logs in by a password; `checkPassword` belongs to them. */
export const passwordShape = { passwordFile: secretFile, passwordVariable: secretVariable };

export interface SecretPlace {
  readonly file?: string | undefined;
  readonly variable?: string | undefined;
}

export function atMostOnePlace(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined;
}
export const onePlace = "the secret has two places; leave one of them out";

/** Undefined when none is declared. Throws, without saying any of it, when it cannot be had. */
export async function readSecret(
  { file, variable }: SecretPlace,
  { files, processes }: { readonly files: Files; readonly processes: Processes },
): Promise<string | undefined> {
  if (file !== undefined) {
    const content = (await files.read(file, maxSecretBytes)).replace(/\r?\n$/, "");
    if (content === "") throw new Error(`${file} is empty`);
    return content;
  }
  if (variable === undefined) return undefined;
  const value = processes.variable(variable);
  if (value === undefined || value === "") throw new Error(`the variable ${variable} is not set`);
  return value;
}

/** A server, or whatever answers in its place, may say back what it was told. */
export function withoutSecret(text: string, secret: string | undefined): string {
  return secret === undefined || secret.length < shortestMasked ? text : text.split(secret).join("***");
}
