import { extname } from "node:path";
import {
  type Language,
  type LanguageName,
  languages,
  type OutlineOf,
  openOutline,
  type Parser,
} from "#repair/languages";

/** The parsers that were needed so far. */
export class Parsers {
  readonly #open = new Map<LanguageName, Promise<Parser>>();
  readonly #outlines = new Map<string, Promise<OutlineOf | undefined>>();

  get(name: LanguageName): Promise<Parser> {
    let parser = this.#open.get(name);
    if (parser === undefined) {
      parser = this.language(name).open();
      this.#open.set(name, parser);
    }
    return parser;
  }

  /** The tolerant one beside it, where there is one. */
  outline(name: LanguageName, path: string): Promise<OutlineOf | undefined> {
    const key = `${name}${extname(path)}`;
    let outline = this.#outlines.get(key);
    if (outline === undefined) {
      outline = openOutline(name, path);
      this.#outlines.set(key, outline);
    }
    return outline;
  }

  language(name: LanguageName): Language {
    const language = languages.get(name);
    if (language === undefined) throw new Error(`There is no language "${name}".`);
    return language;
  }

  close(): void {
    for (const parser of this.#open.values()) void parser.then(({ close }) => close?.());
    this.#open.clear();
  }
}
