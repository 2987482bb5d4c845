/** Values of each type, as agents write them: in several languages, with emoji, emphasis and odd words. */
import type { Field } from "#contract";
import type { Chance } from "./random.ts";

export type Type = Field["type"];

const words =
  "the quick repair of gate and pump Ärger über naïve façade 東京 の配達 проверка العربية ✅ 🚚 done (mostly) 50% a/b – well… “quoted” C# O'Neil 1,234".split(
    " ",
  );

export function phrase(chance: Chance, from = 1, to = 8): string {
  const text = Array.from({ length: chance.between(from, to) }, () => chance.of(words)).join(" ");
  return `W${text}`;
}

export function path(chance: Chance): string {
  const parts = Array.from({ length: chance.between(1, 4) }, () =>
    chance.of(["src", "out", "a-b", "x_1", "été", ".ci", "v2.0"]),
  );
  const plain = `${parts.join("/")}/${chance.of(["main.ts", "README.md", "data.csv", "Makefile"])}`;
  return chance.happens(0.3) ? `\`${plain}\`` : plain;
}

export function date(chance: Chance): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${chance.between(1999, 2031)}-${two(chance.between(1, 12))}-${two(chance.between(1, 28))}`;
}

/** On one line; lists and tables are written otherwise. */
export function scalar(type: Type, chance: Chance): string {
  switch (type.kind) {
    case "string":
    case "line":
      return phrase(chance);
    case "path":
      return path(chance);
    case "date":
      return date(chance);
    case "boolean":
      return chance.of(["true", "false", "yes", "no"]);
    case "integer":
      return String(chance.between(Math.ceil(type.min ?? 0), Math.floor(type.max ?? 9_999)));
    case "number": {
      const [min, max] = [type.min ?? 0, type.max ?? 999];
      return String(Number((min + chance.next() * (max - min)).toFixed(chance.between(0, 2))));
    }
    case "enum":
      return chance.happens(0.2) ? `**${chance.of(type.values)}**` : chance.of(type.values);
    case "list":
      return items(type, chance).join(", ");
    case "table":
      return "";
  }
}

export function items(type: Extract<Type, { kind: "list" }>, chance: Chance): string[] {
  const of = type.of ?? { kind: "string" };
  return Array.from({ length: chance.between(1, 4) }, () => scalar(of, chance));
}
