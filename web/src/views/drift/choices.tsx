/** What comes of a choice, in the words of the engine. */
import type { ChainView } from "#core/model";

type Choices = ChainView["wanted"];
type Deed = Choices["choices"][number]["does"];

export function offered({ choices }: Choices, deed: Deed): Choices["choices"][number] | undefined {
  return choices.find(({ does }) => does === deed);
}

export function ConsequenceOf({ wanted, deed }: { readonly wanted: Choices; readonly deed: Deed }) {
  const consequence = offered(wanted, deed)?.consequence;
  if (consequence === undefined) return <p>It has changed meanwhile, and is not asked for any more.</p>;
  const text = consequence.charAt(0).toUpperCase() + consequence.slice(1);
  return <p>{/[.!?]$/.test(text) ? text : `${text}.`}</p>;
}

const labels: Readonly<Partial<Record<Deed, string>>> = {
  fix: "Fix now",
  ignore: "Ignore",
  restore: "Restore",
  approve: "Approve",
  drop_commit: "Modify, without the commit",
  modify: "Modify",
  cancel: "Cancel",
  land: "Let it land",
  reject: "Reject",
};

/** What comes of each button, to be read before one is pressed. */
export function Outcomes({ wanted }: { readonly wanted: Choices }) {
  const said = wanted.choices.flatMap(({ does, consequence }) => {
    const label = labels[does];
    return label === undefined || consequence === "" ? [] : [[label, consequence] as const];
  });
  if (said.length === 0) return null;
  return (
    <ul class="outcomes">
      {said.map(([label, consequence]) => (
        <li key={label}>
          <strong>{label}</strong>: {consequence}
        </li>
      ))}
    </ul>
  );
}
