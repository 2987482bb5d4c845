/** What the YAML parser says, for somebody who does not know YAML's own words. */
import type { YAMLError } from "yaml";

interface Explained {
  readonly message: string;
  readonly suggestion?: string;
}

export function explainYamlError({ code, message }: YAMLError): Explained {
  switch (code) {
    case "TAB_AS_INDENT":
      return { message: "this line is indented with a tab", suggestion: "YAML wants spaces" };
    case "TAG_RESOLVE_FAILED":
      return { message: "this has a tag (!…), and tags are not used here", suggestion: "remove it" };
    case "MULTIPLE_DOCS":
      return { message: "a second document begins here; a file holds one" };
    case "BAD_INDENT":
      return message.startsWith("Flow")
        ? { message: "a [ or { before this is not closed", suggestion: "close it, and indent what is inside of it" }
        : { message: "this line is indented differently from what it belongs to" };
    case "MULTILINE_IMPLICIT_KEY":
      return { message: 'this is no "key: value"', suggestion: "is a colon missing, or a line not indented?" };
    case "BLOCK_IN_FLOW":
      return { message: "indented lines cannot stand inside of [ ] or { }" };
    case "MISSING_CHAR":
      return { message: plainWords(message), suggestion: "is something not closed, or the end of the file missing?" };
    default:
      return { message: plainWords(message) };
  }
}

/** The parser's own sentence, without the place and the excerpt that it may carry. */
export function plainWords(message: string): string {
  const [first = ""] = message.split("\n");
  const sentence = first.replace(/ at line \d+, column \d+:?$/, "").replace(/[.:]$/, "");
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
