/** What comes of a choice, in the words of the engine. */
import type { ChainView } from "#core/model";

type Choices = ChainView["wanted"];
type Deed = Choices["choices"][number]["does"];

export function offered({ choices }: Choices, deed: Deed): Choices["choices"][number] | undefined {
  return choices.find(({ does }) => does === deed);
}

export function ConsequenceOf({ wanted, deed }: { readonly wanted: Choices; readonly deed: Deed }) {
  const consequence = offered(wanted, deed)?.consequence ?? "";
  const text = consequence.charAt(0).toUpperCase() + consequence.slice(1);
  return <p>{/[.!?]$/.test(text) ? text : `${text}.`}</p>;
}
