/** `template.yaml` of a pack: what its owner may tell it, and what it makes of that. */
import { z } from "zod";
import { check } from "../check.ts";
import { absolute, didYouMean, type Gathering } from "../gathering.ts";
import { type Path, readSource, type Source } from "../source/index.ts";
import { keysAt } from "../values.ts";
import { type Declaration, declarationSchema, schemaOf, settingName } from "./declaration.ts";
import { type Reference, referenceOf } from "./expand.ts";

const templateSchema = z.strictObject({
  settings: z
    .record(settingName, declarationSchema)
    .default({})
    .describe("What its owner may tell it, and of what type"),
  packs: z.array(z.unknown()).default([]).describe("Other packs that it needs, with what it tells them"),
  targets: z.array(z.unknown()).default([]).describe("As in chiron.yaml, with $pack.… where a setting belongs"),
  notify: z
    .strictObject({ notice: z.array(z.unknown()).default([]), page: z.array(z.unknown()).default([]) })
    .prefault({})
    .describe("Channels, as in chiron.yaml"),
});

export interface Template {
  readonly source: Source;
  readonly settings: z.ZodType<Readonly<Record<string, unknown>>>;
}

export const templateParts = ["packs", "targets", "notify"] as const;

/** Undefined where it cannot be used; then there is a problem. */
export async function readTemplate(file: string, into: Gathering): Promise<Template | undefined> {
  const { source, problems } = await readSource(file, into.files);
  into.problems.push(...problems);
  if (source === undefined) return undefined;
  into.texts.push(source.text);
  const before = into.problems.length;
  const template = check(templateSchema, source.value ?? {}, source, [], into.problems);
  if (template === undefined) return undefined;
  checkDefaults(template.settings, source, ["settings"], into);
  const settings = schemaOf(template.settings, (path) => absolute(into.folder, path));
  const looking: Looking = { settings, source, into };
  for (const part of templateParts) checkReferences(template[part], [part], undefined, looking);
  return into.problems.length === before ? { source, settings } : undefined;
}

/** A default that does not fit would be told to whoever uses the pack, who cannot help it. */
function checkDefaults(
  fields: Readonly<Record<string, Declaration>>,
  source: Source,
  path: Path,
  into: Gathering,
): void {
  for (const [key, declared] of Object.entries(fields)) {
    const at = [...path, key];
    if (declared.default !== undefined) {
      const schema = schemaOf({ [key]: { ...declared, default: undefined } }, (text) => text);
      check(schema, { [key]: declared.default }, remapped(source, [...at, "default"]), [], into.problems);
    }
    if (declared.fields !== undefined) checkDefaults(declared.fields, source, [...at, "fields"], into);
    for (const inner of ["list", "map"] as const)
      if (declared[inner] !== undefined) checkDefaults({ [inner]: declared[inner] }, source, at, into);
  }
}

/** The one key of what is checked stands for the place of the default. */
function remapped(source: Source, at: Path): Source {
  return { ...source, problem: ([, ...rest], message, options) => source.problem([...at, ...rest], message, options) };
}

interface Looking {
  readonly settings: z.ZodType;
  readonly source: Source;
  readonly into: Gathering;
}

/** `each`: what `$each` stands for here, as a path in the settings; undefined where there is none. */
function checkReferences(node: unknown, path: Path, each: Path | undefined, looking: Looking): void {
  if (typeof node === "string") checkText(node, path, each, looking);
  if (node === null || typeof node !== "object") return;
  let inner = each;
  if (!Array.isArray(node) && typeof path.at(-1) === "number" && "each" in node) {
    const over = referenceOf(node.each);
    if (over !== undefined) inner = [...placeOf(over, each), 0];
  }
  for (const [key, value] of Object.entries(node)) {
    const at = [...path, Array.isArray(node) ? Number(key) : key];
    const isItemKey = typeof path.at(-1) === "number" && (key === "if" || key === "each");
    if (isItemKey && referenceOf(value) === undefined) {
      const suggestion = "write it like $pack.agents";
      looking.into.problems.push(looking.source.problem(at, "must be a whole reference", { suggestion }));
    } else checkReferences(value, at, key === "each" ? each : inner, looking);
  }
}

function checkText(text: string, path: Path, each: Path | undefined, { settings, source, into }: Looking): void {
  if (!/\$(pack|each)\b/.test(text)) return;
  const refers = referenceOf(text);
  if (refers === undefined) {
    const suggestion = "a reference is a whole value such as $pack.signal; it cannot be part of a longer text";
    into.problems.push(source.problem(path, `${JSON.stringify(text)} is not a reference`, { suggestion }));
    return;
  }
  if (refers.root === "each" && each === undefined) {
    const suggestion = "say in the entry of the list what it is for: each: $pack.…";
    into.problems.push(source.problem(path, "$each stands for nothing here", { suggestion }));
    return;
  }
  const whole = placeOf(refers, each);
  for (const [index, key] of whole.entries()) {
    const known = keysAt(settings, whole.slice(0, index));
    // What has no keys of its own is a list, a map of anything, or any value at all.
    if (typeof key === "number" || known.length === 0 || known.includes(key)) continue;
    const suggestion = didYouMean(key, known, `there are ${known.join(", ")}`);
    into.problems.push(source.problem(path, `${text} leads nowhere: there is no setting "${key}"`, { suggestion }));
    return;
  }
}

function placeOf({ root, path }: Reference, each: Path | undefined): Path {
  return root === "each" ? [...(each ?? []), ...path] : path;
}
