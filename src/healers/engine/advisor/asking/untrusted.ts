/**
 * Text from the world as data for a model: masked, cut, and written as JSON in which no character can end the block that it stands in.
 * The block's marker is derived from all that stands in it, so that nothing in it can hold the marker.
 */
import { plainText } from "#core/language-model";
import { maskSecrets, maskValues, sha256 } from "#core/lib";
import type { Said } from "../types.ts";

const longestText = 2_000;
const markerLength = 24;

export interface Wrapped {
  readonly marker: string;
  readonly block: string;
}

/** `salt`: what nobody outside can know, anew for each question. */
export function wrap(said: readonly Said[], maxCharacters: number, salt: string): Wrapped {
  const lines: string[] = [];
  let left = maxCharacters;
  for (const { what, content } of said) {
    const text = escaped(JSON.stringify(clean(maskValues(content)))).slice(0, Math.max(0, left));
    if (text === "") continue;
    left -= text.length;
    lines.push(`${what}: ${text}`);
  }
  const content = lines.join("\n");
  const marker = `data-${sha256(`${salt}\0${content}`).slice(0, markerLength)}`;
  return { marker, block: `<${marker}>\n${content}\n</${marker}>` };
}

/** Without secrets, control and format characters, however deep; long texts lose their middle. */
function clean(value: unknown): unknown {
  if (typeof value === "string") return shortened(maskSecrets(plainText(value)));
  if (Array.isArray(value)) return value.map(clean);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [plainText(key).slice(0, 100), clean(inner)]));
}

function shortened(text: string): string {
  if (text.length <= longestText) return text;
  const half = longestText / 2;
  return `${text.slice(0, half).toWellFormed()} […] ${text.slice(-half).toWellFormed()}`;
}

/** No tag of any kind can be written in it; it is the same JSON all the same. */
function escaped(json: string): string {
  return json.replaceAll("<", "\\u003c").replaceAll(">", "\\u003e").replaceAll("&", "\\u0026");
}
