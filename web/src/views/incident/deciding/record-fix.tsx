/** What a human did about it, as a draft of a runbook. */
import { useState } from "preact/hooks";
import { Decision } from "../../../kit/index.ts";
import { type About, type Common, send } from "./send.ts";
import { wordsOf } from "./words.ts";

export function RecordFix({ common, about }: { readonly common: Common; readonly about: About }) {
  const [lines, setLines] = useState("");
  const [script, setScript] = useState("");
  const [description, setDescription] = useState("");
  const commands = lines.split("\n").flatMap((line) => (line.trim() === "" ? [] : [wordsOf(line)]));
  const unreadable = commands.find((words) => typeof words === "string");
  const incomplete =
    commands.length === 0 && script.trim() === ""
      ? "Say what was run, one command on each line."
      : typeof unreadable === "string"
        ? unreadable
        : null;
  const all = [...commands, ...(script.trim() === "" ? [] : [script.trim()])];
  const body = { commands: all, ...(description.trim() === "" ? {} : { description: description.trim() }) };
  return (
    <Decision
      {...common}
      incomplete={incomplete}
      run={() => send(about, "record-fix", body)}
      fields={
        <>
          <label class="field">
            <span>What was run, one command on each line</span>
            <textarea
              rows={3}
              class="code"
              spellcheck={false}
              value={lines}
              placeholder="systemctl restart web"
              onInput={({ currentTarget }) => setLines(currentTarget.value)}
            />
          </label>
          <label class="field">
            <span>Or a script, as it was run (it is kept as a description, and never run)</span>
            <textarea
              rows={2}
              class="code"
              spellcheck={false}
              maxLength={10_000}
              value={script}
              onInput={({ currentTarget }) => setScript(currentTarget.value)}
            />
          </label>
          <label class="field">
            <span>What was wrong, in your words (if you like)</span>
            <textarea
              rows={2}
              maxLength={10_000}
              value={description}
              onInput={({ currentTarget }) => setDescription(currentTarget.value)}
            />
          </label>
        </>
      }
    />
  );
}
