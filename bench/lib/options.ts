import { parseArgs } from "node:util";

/**
 * The values of a bench's options, each as written or as given here, with `json`, which every bench has. Undefined when
 * help is asked for. Throws on an unknown option.
 */
export function parseOptions<Name extends string>(
  commandLine: string[],
  standards: Readonly<Record<Name, string>>,
): (Record<Name, string> & { readonly json: string | undefined }) | undefined {
  const options: Record<string, { type: "string"; default?: string }> = { json: { type: "string" } };
  for (const [name, standard] of Object.entries<string>(standards))
    options[name] = { type: "string", default: standard };
  const { help, ...values } = parseArgs({
    args: commandLine,
    options: { ...options, help: { type: "boolean", default: false } },
  }).values;
  return help ? undefined : (values as Record<Name, string> & { json: string | undefined });
}

/** A list with commas; empty when nothing is written. */
export function listOf(value: string): readonly string[] {
  return value === "" ? [] : value.split(",");
}
