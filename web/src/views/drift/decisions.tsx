/** What a human can decide about a pattern. Each decision is made up for once: its nonce is never sent again. */
import { useState } from "preact/hooks";
import type { CommandResult, HarmonyPattern } from "#core/model";
import { change } from "../../api/index.ts";
import { Decision, plain } from "../../kit/index.ts";
import { go } from "../../shell/index.ts";
import { ConsequenceOf } from "./choices.tsx";
import { confidenceWords } from "./confidence.tsx";
import { nonce } from "./nonce.ts";

interface Props {
  readonly pattern: HarmonyPattern;
  readonly onDone: () => void;
}

function decide(pattern: HarmonyPattern, word: string, body: object = {}): Promise<CommandResult> {
  return change<CommandResult>("POST", `/v1/harmony/patterns/${pattern.id}/${word}`, {
    body: { nonce: nonce(), ...body },
  });
}

export function FixNow({ pattern, onDone }: Props) {
  const [because, setBecause] = useState("");
  const [flow, setFlow] = useState("");
  const [likeliest] = pattern.hypotheses;
  const run = async () => {
    const wanted = { ...(because === "" ? {} : { because }), ...(flow.trim() === "" ? {} : { flow: flow.trim() }) };
    const result = await decide(pattern, "fix", wanted);
    const chain = result.data?.chain;
    if (typeof chain === "string") go(`/harmony/chains/${encodeURIComponent(chain)}`);
    return result;
  };
  return (
    <Decision
      label="Fix now"
      tone="primary"
      command="harmony_fix"
      confirmation="confirm"
      consequence={<ConsequenceOf wanted={pattern.wanted} deed="fix" />}
      fields={
        <>
          <label class="field">
            <span>Because</span>
            <select value={because} onChange={({ currentTarget }) => setBecause(currentTarget.value)}>
              <option value="">
                {likeliest === undefined ? "the likeliest cause" : `the likeliest: ${confidenceWords(likeliest)}`}
              </option>
              {pattern.hypotheses.map((one) => (
                <option key={one.kind} value={one.kind}>
                  {confidenceWords(one)}
                </option>
              ))}
            </select>
          </label>
          <label class="field">
            <span>By the flow (as FLOWS.md names it; empty: the one that is for the cause)</span>
            <input value={flow} spellcheck={false} onInput={({ currentTarget }) => setFlow(currentTarget.value)} />
          </label>
        </>
      }
      run={run}
      onDone={onDone}
      onRefused={onDone}
    />
  );
}

/** `here`: on the pattern's own page, to which it leads otherwise. */
export function Investigate({ pattern, onDone, here = false }: Props & { readonly here?: boolean }) {
  return (
    <Decision
      label={here ? "I look into it" : "Investigate"}
      command="harmony_investigate"
      confirmation="none"
      consequence="It is noted that you look into it."
      run={async () => {
        const result = await decide(pattern, "investigate");
        if (!here) go(`/harmony/patterns/${pattern.id}`);
        return result;
      }}
      onDone={onDone}
      onRefused={onDone}
    />
  );
}

export function Ignore({ pattern, onDone }: Props) {
  return (
    <Decision
      label="Ignore"
      command="harmony_ignore"
      confirmation="confirm"
      reason="required"
      consequence={<ConsequenceOf wanted={pattern.wanted} deed="ignore" />}
      run={({ reason }) => decide(pattern, "ignore", { reason })}
      onDone={onDone}
      onRefused={onDone}
    />
  );
}

export function Restore({ pattern, onDone }: Props) {
  return (
    <Decision
      label="Restore"
      command="harmony_restore"
      confirmation="none"
      consequence={`${plain(pattern.kind)} counts again.`}
      run={() => decide(pattern, "restore")}
      onDone={onDone}
      onRefused={onDone}
    />
  );
}
