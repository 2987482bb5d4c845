/** Masks what looks like a secret in text that is kept: output of commands, inputs in the log. */

const secretWord =
  "(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?|authorization|cookie)";
const secretName = new RegExp(secretWord, "i");
const mask = "***";

/** Each is linear in the length of the text: bounded repeats, no nesting. */
const rules: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g, mask],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{4,}/gi, `$1 ${mask}`],
  [/(:\/\/[^\s/:@]{0,200}:)[^\s/@]{1,500}@/g, `$1${mask}@`],
  [
    new RegExp(
      `(\\b[\\w.-]{0,40}${secretWord}[\\w.-]{0,40}["']?\\s{0,5}[=:]\\s{0,5})("[^"\\n]{0,2000}"|'[^'\\n]{0,2000}'|[^\\s,;"'&]{1,2000})`,
      "gi",
    ),
    `$1${mask}`,
  ],
  [new RegExp(`(--?[\\w-]{0,40}${secretWord}[\\w-]{0,40}\\s{1,5})[^\\s-]\\S{0,2000}`, "gi"), `$1${mask}`],
];

export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/** `known` are secrets whose very text is known, such as the values of environment variables with a telling name. */
export function maskSecrets(text: string, known: readonly string[] = []): string {
  let masked = text;
  for (const secret of known) {
    if (secret.length >= 4) masked = masked.split(secret).join(mask);
  }
  for (const [pattern, replacement] of rules) masked = masked.replace(pattern, replacement);
  return masked;
}

/** The values under telling names in a record, however deep; for inputs that go into the log. */
export function maskValues<T>(value: T): T {
  return masked(value) as T;
}

function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      isSecretName(key) && typeof member === "string" ? mask : masked(member),
    ]),
  );
}

export function secretValues(environment: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(environment)
    .filter(([key]) => isSecretName(key))
    .map(([, value]) => value);
}
