/** Reads the packs that are named, with those that they need, and has each make its targets of what it was told. */
import { check } from "../check.ts";
import type { Gathering } from "../gathering.ts";
import type { Written } from "../written.ts";
import { composedSource } from "./composed.ts";
import { expand } from "./expand.ts";
import { type Pack, readPack } from "./folder.ts";
import { type Template, templateParts } from "./template.ts";

export interface Packs {
  readonly read: readonly Pack[];
  readonly targets: readonly Written[];
  readonly notify: { readonly notice: readonly Written[]; readonly page: readonly Written[] };
}

interface Reading {
  readonly into: Gathering;
  readonly packs: Map<string, Pack>;
  /** Packs whose template was used without any settings; once is enough. */
  readonly bare: Set<string>;
  readonly targets: Written[];
  readonly notice: Written[];
  readonly page: Written[];
}

/** `named` are the entries of `packs` in chiron.yaml: a name, or a name with settings. */
export async function readPacks(named: readonly Written[], into: Gathering): Promise<Packs> {
  const reading: Reading = { into, packs: new Map(), bare: new Set(), targets: [], notice: [], page: [] };
  const seen = new Set<string>();
  for (const entry of named) {
    const name = nameIn(entry.value);
    if (name !== undefined && seen.has(name)) {
      into.problems.push(entry.source.problem(entry.path, `the pack "${name}" is named twice`));
      continue;
    }
    if (name !== undefined) seen.add(name);
    await readEntry(entry, [], reading);
  }
  const { targets, notice, page } = reading;
  return { read: [...reading.packs.values()], targets, notify: { notice, page } };
}

function nameIn(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  const [name, ...others] = Object.keys((value ?? {}) as object);
  return others.length === 0 ? name : undefined;
}

/** `via`: the packs that led here, so that a circle ends. */
async function readEntry(entry: Written, via: readonly string[], reading: Reading): Promise<void> {
  const { into, packs } = reading;
  const name = nameIn(entry.value);
  if (name === undefined) {
    into.problems.push(entry.source.problem(entry.path, 'must name exactly one pack, such as "- helios: { … }"'));
    return;
  }
  if (via.includes(name)) {
    into.problems.push(entry.source.problem(entry.path, `needs itself: ${[...via, name].join(" → ")}`));
    return;
  }
  const pack = packs.get(name) ?? (await readPack(name, entry, into));
  packs.set(name, pack);
  const settings = settingsIn(entry, name);
  if (pack.template !== undefined) await useTemplate(pack.template, settings, [...via, name], reading);
  else if (pack.isWhole && typeof entry.value !== "string" && Object.keys(settings.value as object).length > 0)
    into.problems.push(entry.source.problem(settings.path, `the pack "${name}" takes no settings`, { atKey: true }));
}

function settingsIn(entry: Written, name: string): Written {
  if (typeof entry.value === "string") return { ...entry, value: {} };
  const value = (entry.value as Readonly<Record<string, unknown>>)[name] ?? {};
  return { ...entry, value, path: [...entry.path, name] };
}

async function useTemplate(
  template: Template,
  given: Written,
  via: readonly string[],
  reading: Reading,
): Promise<void> {
  const { into, bare } = reading;
  const name = via.at(-1) ?? "";
  if (Object.keys(given.value as object).length === 0) {
    if (bare.has(name)) return;
    bare.add(name);
  }
  const settings = check(template.settings, given.value, given.source, given.path, into.problems);
  if (settings === undefined) return;
  const scope = { pack: { value: settings, source: given.source, path: given.path } };
  const whole = template.source.value as Readonly<Record<string, unknown>> | null;
  const kept = Object.fromEntries(
    templateParts.map((part) => [part, whole?.[part]]).filter(([, one]) => one !== undefined),
  );
  const made = expand(kept, template.source, [], scope);
  if (made === undefined) return;
  const source = composedSource(made.value, made.origin);
  const {
    packs = [],
    targets = [],
    notify = {},
  } = made.value as {
    readonly packs?: readonly unknown[];
    readonly targets?: readonly unknown[];
    readonly notify?: { readonly notice?: readonly unknown[]; readonly page?: readonly unknown[] };
  };
  const written = (list: readonly unknown[] | undefined, ...at: readonly string[]): readonly Written[] =>
    (list ?? []).map((value, index) => ({ value, source, path: [...at, index], pack: name }));
  reading.targets.push(...written(targets, "targets"));
  reading.notice.push(...written(notify.notice, "notify", "notice"));
  reading.page.push(...written(notify.page, "notify", "page"));
  for (const entry of written(packs, "packs")) await readEntry(entry, via, reading);
}
