/** This engine, and who may come in. */
import type { Status } from "#core/model";
import { session } from "../../api/index.ts";
import { actorOf, Card, Command, Moment, Pairs } from "../../kit/index.ts";

export function About({ status }: { readonly status: Status }) {
  const { value } = session;
  const who =
    value?.via === "session" ? (
      <>
        <a href="/sign-in">{actorOf(value.actor)}</a>, {value.role}
        {value.expiresAt !== null && (
          <>
            , until <Moment at={value.expiresAt} form="clock" />
          </>
        )}
      </>
    ) : (
      "nobody: you may look"
    );
  return (
    <Card title="This engine" id="about">
      <Pairs
        items={[
          ["Name", status.node],
          ["Version", status.version],
          ["At work", <Moment key="since" at={status.engine.startedAt} />],
          ["Signed in", who],
          ["Tokens", <Command key="tokens">chiron token list</Command>],
        ]}
      />
      <p class="quiet">
        Tokens are made and revoked on the engine’s own machine, by whoever runs it; here none can be seen or made.
      </p>
    </Card>
  );
}
