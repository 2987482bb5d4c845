/** The token goes to the engine and nowhere else: the page keeps nothing of it, and the browser a cookie that no script can read. */
import { useRef, useState } from "preact/hooks";
import { reconnectNow, signIn } from "../../api/index.ts";
import { Card, Command, Pairs, say } from "../../kit/index.ts";
import { go } from "../../shell/index.ts";
import { roleMeanings } from "./roles.ts";

export function SignInForm({ to }: { readonly to: string }) {
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    const token = input.current?.value.trim() ?? "";
    if (token === "") {
      setProblem("Paste a token first.");
      return input.current?.focus();
    }
    setBusy(true);
    const refusal = await signIn(token);
    setBusy(false);
    setProblem(refusal);
    if (input.current !== null) input.current.value = "";
    if (refusal !== undefined) return input.current?.focus();
    // What nobody in particular was not shown is asked for again.
    reconnectNow();
    say("You are signed in.");
    go(to, { replace: true });
  };
  return (
    <div class="columns">
      <Card title="With your token">
        <form class="stack" onSubmit={(event) => void submit(event)}>
          <label class="field">
            <span>Token</span>
            <input
              ref={input}
              type="password"
              name="token"
              autocomplete="off"
              spellcheck={false}
              autofocus
              aria-invalid={problem !== undefined}
              aria-describedby="sign-in-problem"
              placeholder="chiron_…"
            />
          </label>
          <p id="sign-in-problem" role="alert" class={problem === undefined ? "unseen" : "trouble"}>
            {problem === undefined ? "" : `It was refused: ${problem}`}
          </p>
          <div class="row">
            <button type="submit" class="decision decision-primary" disabled={isBusy}>
              {isBusy ? "Asking …" : "Sign in"}
            </button>
            <a class="button" href={to}>
              Only look
            </a>
          </div>
          <p class="quiet">You stay signed in for 12 hours at most, and no longer than the token holds.</p>
        </form>
      </Card>
      <Card title="Where a token comes from">
        <p>Whoever runs Chiron makes one on its machine, and is shown it this once:</p>
        <Command>chiron token create NAME --kind human --role approver</Command>
        <Pairs items={Object.entries(roleMeanings)} />
        <p class="quiet">
          A token of kind <code>service</code> is for programs: it never approves anything, whatever its role.
        </p>
      </Card>
    </div>
  );
}
