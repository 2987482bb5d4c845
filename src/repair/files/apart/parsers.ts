import { type Language, type LanguageName, languages, type Parser } from "#repair/languages";

/** The parsers that were needed so far. */
export class Parsers {
  readonly #open = new Map<LanguageName, Promise<Parser>>();

  get(name: LanguageName): Promise<Parser> {
    let parser = this.#open.get(name);
    if (parser === undefined) {
      parser = this.language(name).open();
      this.#open.set(name, parser);
    }
    return parser;
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
