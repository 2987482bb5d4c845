/**
 * Secrets for what speaks to others: channels, the language model. They stand in a file or in the environment and never in chiron.yaml,
 * are read anew for each use (so that they can be changed without a restart), and are taken out of whatever is reported.
 */
import { z } from "zod";
import type { Files } from "#core/platform";

const longestBytes = 16_384;
/** Shorter than this it would also be found in words that give nothing away. */
const shortestMasked = 4;

export const secretFile = (what: string) =>
  z
    .string()
    .min(1)
    .optional()
    .meta({ path: true, description: `A file that holds ${what}; best readable by Chiron's user only` });

export const secretEnv = (what: string) =>
  z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "is not the name of an environment variable")
    .optional()
    .describe(`The environment variable of the engine that holds ${what}`);

/** Both would mean the same secret. */
export function oneSecret(file: string | undefined, env: string | undefined): boolean {
  return file === undefined || env === undefined;
}

/** Where a secret is kept; none or one of the two. */
export interface SecretPlace {
  readonly file: string | undefined;
  readonly env: string | undefined;
}

export interface SecretMeans {
  readonly files: Pick<Files, "read">;
  /** A variable of the engine's own environment. */
  readonly environment: (name: string) => string | undefined;
}

/** Undefined when the configuration names no place for it. Throws, without the secret, when it names one and nothing is there. */
export async function readSecret(
  name: string,
  { file, env }: SecretPlace,
  { files, environment }: SecretMeans,
): Promise<string | undefined> {
  if (file === undefined && env === undefined) return undefined;
  const where = file ?? `the environment variable ${env}`;
  const content = file === undefined ? environment(env ?? "") : await files.read(file, longestBytes);
  const value = content?.trim() ?? "";
  if (value === "") throw new Error(`the ${name} is not there: ${where} is empty`);
  // A line break in a header, or in a protocol of lines, would begin something that nobody wrote.
  if (/[\p{Cc}]/u.test(value)) throw new Error(`the ${name} is not one line: ${where} holds control characters`);
  return value;
}

/** The text without the secrets, also where they stand encoded: in a URL, in a Basic header, in a path. */
export function masked(text: string, secrets: readonly string[]): string {
  const forms = secrets.flatMap(formsOf).filter((form) => form.length >= shortestMasked);
  forms.sort((a, b) => b.length - a.length);
  return forms.reduce((rest, form) => rest.replaceAll(form, "***"), text);
}

function formsOf(secret: string): readonly string[] {
  const encoded = [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64")];
  if (!/^https?:/.test(secret) || !URL.canParse(secret)) return encoded;
  // An address that is a secret as a whole: the host may be named, what follows it may not.
  const { pathname, search, username, password } = new URL(secret);
  const pieces = [...pathname.split("/"), ...search.slice(1).split(/[&=]/)].filter((piece) => piece.length >= 8);
  return [...encoded, pathname + search, pathname.slice(1), username, password, ...pieces];
}
