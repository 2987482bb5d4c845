/** Why nothing can be decided here by whoever looks: the buttons are there, and this says what they take. */
import { session } from "../../api/index.ts";

export function HumansOnly() {
  const { value } = session;
  if (value === undefined || value.csrf === null)
    return (
      <p class="note">
        Drift is healed by people alone. <a href="/sign-in">Sign in</a> with your own token to decide; anybody here may
        look.
      </p>
    );
  if (value.kind !== "human")
    return (
      <p class="note">
        You are signed in as {value.actor}, which is a {value.kind}. Only a human decides what becomes of drift: a
        service, an agent or a model is refused, and the refusal is written down. <a href="/sign-in">Sign in</a> with a
        token of your own.
      </p>
    );
  if (value.may.includes("harmony_fix")) return null;
  return <p class="note">Your role, {value.role}, may look. Deciding what becomes of drift takes the role approver.</p>;
}
