/**
 * Makes plain values of a template: `$pack.…` becomes the pack's setting, whole, and nothing else happens to any text. In lists, an
 * entry with `if: $pack.…` is there when the setting is given and not false; one with `each: $pack.…` is there once for
 * every item of that list, which is `$each` in it. What refers to a setting that was not given is left out.
 */
import type { Path, Source } from "../source/index.ts";
import { valueAt } from "../values.ts";
import type { Written } from "../written.ts";
import type { Origin } from "./composed.ts";

export interface Scope {
  readonly pack: Written;
  readonly each?: Written;
}

interface Expanded {
  readonly value: unknown;
  readonly origin: Origin;
}

const reference = /^\$(pack|each)((?:\.[A-Za-z_][A-Za-z0-9_]*)*)$/;

export interface Reference {
  readonly root: "pack" | "each";
  readonly path: readonly string[];
}

export function referenceOf(text: unknown): Reference | undefined {
  const match = typeof text === "string" ? reference.exec(text) : null;
  if (match === null) return undefined;
  return { root: match[1] as Reference["root"], path: (match[2] ?? "").split(".").slice(1) };
}

/** Undefined: left out. */
export function expand(node: unknown, source: Source, path: Path, scope: Scope): Expanded | undefined {
  const refers = referenceOf(node);
  if (refers !== undefined) return found(refers, scope);
  if (Array.isArray(node)) return expandList(node, source, path, scope);
  if (node === null || typeof node !== "object") return { value: node, origin: { source, path } };
  const value: Record<string, unknown> = {};
  const parts = new Map<string, Origin>();
  for (const [key, inner] of Object.entries(node)) {
    const made = expand(inner, source, [...path, key], scope);
    if (made === undefined) continue;
    value[key] = made.value;
    parts.set(key, made.origin);
  }
  return { value, origin: { source, path, parts } };
}

function expandList(list: readonly unknown[], source: Source, path: Path, scope: Scope): Expanded {
  const made = list.flatMap((item, index) => expandItem(item, source, [...path, index], scope));
  const parts = new Map(made.map(({ origin }, index) => [index, origin] as const));
  return { value: made.map(({ value }) => value), origin: { source, path, parts } };
}

function expandItem(item: unknown, source: Source, path: Path, scope: Scope): readonly Expanded[] {
  if (item === null || typeof item !== "object" || Array.isArray(item)) return expandOne(item, source, path, scope);
  const { if: condition, each, ...rest } = item as Readonly<Record<string, unknown>>;
  const over = referenceOf(each);
  const scopes = over === undefined ? [scope] : itemsOf(over, scope).map((one) => ({ ...scope, each: one }));
  return scopes.flatMap((inner) => {
    const asked = referenceOf(condition);
    if (asked !== undefined && !isGiven(asked, inner)) return [];
    return expandOne(rest, source, path, inner);
  });
}

function expandOne(node: unknown, source: Source, path: Path, scope: Scope): readonly Expanded[] {
  const made = expand(node, source, path, scope);
  return made === undefined ? [] : [made];
}

function itemsOf(over: Reference, scope: Scope): readonly Written[] {
  const list = found(over, scope);
  if (list === undefined || !Array.isArray(list.value)) return [];
  const { source, path } = list.origin;
  return list.value.map((value, index) => ({ value, source, path: [...path, index] }));
}

function isGiven(asked: Reference, scope: Scope): boolean {
  const value = found(asked, scope)?.value;
  return value !== undefined && value !== false;
}

function found({ root, path }: Reference, scope: Scope): Expanded | undefined {
  const from = scope[root];
  const value = from === undefined ? undefined : valueAt(from.value, path);
  if (from === undefined || value === undefined) return undefined;
  return { value, origin: { source: from.source, path: [...from.path, ...path] } };
}
