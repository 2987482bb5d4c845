/** As whom, until when, and what that allows. */
import { type Session, signOut } from "../../api/index.ts";
import { actorOf, Card, countOf, Moment, PageHead, Pairs, plain, say } from "../../kit/index.ts";
import { roleMeanings } from "./roles.ts";

export function SignedIn({ who, to }: { readonly who: Session; readonly to: string }) {
  const leave = async () => {
    await signOut();
    say("You are signed out.");
  };
  return (
    <>
      <PageHead title={`Signed in as ${actorOf(who.actor)}`}>
        <div class="row">
          <a class="button" href={to}>
            Go on
          </a>
          <button type="button" onClick={() => void leave()}>
            Sign out
          </button>
        </div>
      </PageHead>
      <Card title="Who you are to this engine">
        <Pairs
          items={[
            ["In the log", <code key="actor">{who.actor}</code>],
            ["Role", `${who.role}: ${roleMeanings[who.role]}`],
            [
              "Kind",
              who.kind === "human" ? "human: what you decide is yours" : `${who.kind}: it cannot approve anything`,
            ],
            ["For", who.scopes?.join(", ") ?? "everything that the role may"],
            ["Until", who.expiresAt === null ? "it is ended" : <Moment key="until" at={who.expiresAt} />],
          ]}
        />
      </Card>
      <Card title="What you may decide">
        {who.may.length === 0 ? (
          <p>Nothing: you may look. A token with the role operator or approver may more.</p>
        ) : (
          <details>
            <summary>{countOf(who.may.length, "command")}, by their names</summary>
            <ul class="words">
              {who.may.map((command) => (
                <li key={command}>{plain(command)}</li>
              ))}
            </ul>
          </details>
        )}
      </Card>
    </>
  );
}
