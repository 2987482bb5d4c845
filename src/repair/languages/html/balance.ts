/** Whether the tags of a page pair off. */
import { placeOf, type SyntaxFault } from "../language.ts";

export interface Tag {
  readonly name: string;
  readonly kind: "start" | "end" | "whole";
  readonly start: number;
  readonly end: number;
}

const VOID = new Set(
  "area base br col embed hr img input link meta param source track wbr basefont bgsound frame keygen command".split(
    " ",
  ),
);
/** Their end tags may be left out by the standard. */
const OPTIONAL = new Set(
  "html head body p li dt dd option optgroup tr td th thead tbody tfoot colgroup caption rt rp rb rtc".split(" "),
);
/** What stands in them is no markup. */
const TEXT_ONLY = /^(script|style|textarea|title|xmp|iframe|noembed|noframes|plaintext)$/;
const TAG =
  /<!--[\s\S]*?(?:-->|$)|<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|<[!?][^>]*>|<(\/?)([a-zA-Z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>/g;

export function tagsOf(text: string): Tag[] {
  const tags: Tag[] = [];
  const pattern = new RegExp(TAG);
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const [whole, slash, rawName, rest = ""] = match;
    if (rawName === undefined) continue;
    const name = rawName.toLowerCase();
    const isWhole = rest.endsWith("/") && !slash;
    const kind = slash === "/" ? "end" : isWhole || VOID.has(name) ? "whole" : "start";
    tags.push({ name, kind, start: match.index, end: match.index + whole.length });
    if (kind !== "start" || !TEXT_ONLY.test(name)) continue;
    const end = new RegExp(`</${name}(?=[\\s/>])`, "gi");
    end.lastIndex = pattern.lastIndex;
    pattern.lastIndex = end.exec(text)?.index ?? text.length;
  }
  return tags;
}

export function balanceFaults(tags: readonly Tag[], text: string): SyntaxFault[] {
  const faults: SyntaxFault[] = [];
  const open: Tag[] = [];
  const add = (tag: Tag, message: string): void => {
    if (faults.length < 20) faults.push({ ...placeOf(text, tag.start), message });
  };
  for (const tag of tags) {
    if (tag.kind === "start") open.push(tag);
    if (tag.kind !== "end" || (VOID.has(tag.name) && tag.name === "br")) continue;
    const at = open.findLastIndex(({ name }) => name === tag.name);
    if (at < 0) {
      // `</p>` alone makes an empty paragraph, by the standard.
      if (!OPTIONAL.has(tag.name)) add(tag, `'</${tag.name}>' ends nothing`);
      continue;
    }
    for (const left of open.splice(at).slice(1)) if (!OPTIONAL.has(left.name)) add(left, `'</${left.name}>' expected`);
  }
  for (const left of open) if (!OPTIONAL.has(left.name)) add(left, `'</${left.name}>' expected`);
  return faults;
}
