/** A human's word on a chain. An approval is for just the chain that was shown: its id goes by its hash. */
import { useState } from "preact/hooks";
import type { ChainView, CommandResult } from "#core/model";
import { change } from "../../api/index.ts";
import { Decision } from "../../kit/index.ts";
import { go } from "../../shell/index.ts";
import { ConsequenceOf, nonce, Offered, offered } from "../drift/index.ts";

interface Props {
  readonly view: ChainView;
  readonly onDone: () => void;
}

function decide({ id }: ChainView, word: string, body: object): Promise<CommandResult> {
  return change<CommandResult>("POST", `/v1/harmony/chains/${encodeURIComponent(id)}/${word}`, {
    body: { nonce: nonce(), ...body },
  });
}

/** What was made of it has an address of its own. */
function goToMade({ data }: CommandResult): void {
  if (typeof data?.chain === "string") go(`/harmony/chains/${encodeURIComponent(data.chain)}`);
}

export function Words(props: Props) {
  const { wanted } = props.view;
  const has = (deed: Parameters<typeof offered>[1]) => offered(wanted, deed) !== undefined;
  return (
    <div class="row">
      <Offered is={has("approve")}>
        <Approve {...props} />
      </Offered>
      {has("land") && <Land {...props} />}
      <Offered is={has("modify")}>
        <Modify {...props} />
      </Offered>
      <Offered is={has("fix")}>
        <Again {...props} />
      </Offered>
      <Offered is={has("cancel")}>
        <Cancel {...props} />
      </Offered>
    </div>
  );
}

function Approve({ view, onDone }: Props) {
  return (
    <Decision
      label="Approve"
      tone="primary"
      command="harmony_chain_approve"
      confirmation="confirm"
      reason="optional"
      consequence={
        <>
          <ConsequenceOf wanted={view.wanted} deed="approve" />
          <p class="quiet">
            You approve just this chain, <code>{view.chain.hash.slice(0, 16)}</code>. It is refused if the contract says
            something else by now.
          </p>
        </>
      }
      run={({ reason }) => decide(view, "approve", reason === "" ? {} : { reason })}
      onDone={onDone}
      onRefused={onDone}
    />
  );
}

function Modify({ view, onDone }: Props) {
  const { steps } = view.chain;
  const [said, setSaid] = useState<Readonly<Record<string, string>>>({});
  const [isDropped, setDropped] = useState(false);
  const hasCommit = steps.some(({ kind }) => kind === "commit");
  const instructions = Object.fromEntries(Object.entries(said).filter(([, words]) => words.trim() !== ""));
  const isSame = Object.keys(instructions).length === 0 && !isDropped;
  const run = async () => {
    const result = await decide(view, "modify", {
      ...(Object.keys(instructions).length === 0 ? {} : { instructions }),
      ...(isDropped ? { drop: ["commit"] } : {}),
    });
    goToMade(result);
    return result;
  };
  return (
    <Decision
      label="Modify"
      command="harmony_chain_modify"
      confirmation="confirm"
      consequence="Another chain is made of this one, and waits for your approval in its place. Nothing runs before that."
      incomplete={isSame ? "Nothing is changed yet." : null}
      fields={
        <>
          {hasCommit && (
            <label class="check">
              <input
                type="checkbox"
                checked={isDropped}
                onChange={({ currentTarget }) => setDropped(currentTarget.checked)}
              />
              <span>
                Leave out the commit:{" "}
                {offered(view.wanted, "drop_commit")?.consequence ?? "the change waits on its branch"}
              </span>
            </label>
          )}
          {steps.map(({ kind }) => (
            <label key={kind} class="field">
              <span>Say to {kind}</span>
              <textarea
                rows={2}
                maxLength={4_000}
                value={said[kind] ?? ""}
                onInput={({ currentTarget }) => setSaid({ ...said, [kind]: currentTarget.value })}
              />
            </label>
          ))}
        </>
      }
      run={run}
      onDone={onDone}
      onRefused={onDone}
    />
  );
}

function Cancel({ view, onDone }: Props) {
  return (
    <Decision
      label="Cancel"
      tone="danger"
      command="harmony_chain_cancel"
      confirmation="confirm"
      reason="optional"
      consequence={<ConsequenceOf wanted={view.wanted} deed="cancel" />}
      run={({ reason }) => decide(view, "cancel", reason === "" ? {} : { reason })}
      onDone={onDone}
      onRefused={onDone}
    />
  );
}

/** It has ended without the commit that it was to make: this is the word that lets it land. */
function Land({ view, onDone }: Props) {
  const { task, commit } = view;
  if (task === null || commit === null) return null;
  return (
    <Decision
      label="Let it land"
      tone="primary"
      command="repair_approve"
      confirmation="confirm"
      reason="optional"
      consequence={`Exactly the commit ${commit.slice(0, 12)}, as the diff below shows it, becomes part of the declared branch.`}
      run={({ reason }) =>
        change("POST", `/v1/repair/tasks/${encodeURIComponent(task)}/approve`, {
          body: { commit, ...(reason === "" ? {} : { reason }) },
        })
      }
      onDone={onDone}
      onRefused={onDone}
    />
  );
}

function Again({ view, onDone }: Props) {
  const { pattern } = view.chain;
  const run = async () => {
    const result = await change<CommandResult>("POST", `/v1/harmony/patterns/${pattern.id}/fix`, {
      body: { nonce: nonce() },
    });
    goToMade(result);
    return result;
  };
  return (
    <Decision
      label="Begin anew"
      command="harmony_fix"
      confirmation="confirm"
      consequence="Another chain is made for the likeliest cause. Nothing runs before you approve it."
      run={run}
      onDone={onDone}
      onRefused={onDone}
    />
  );
}
