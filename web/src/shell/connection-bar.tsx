/** Says when what is shown is old, since when, and what is done about it. Nothing while all is well. */
import { useEffect, useState } from "preact/hooks";
import { connection, reconnectNow } from "../api/index.ts";
import { Moment, Seconds } from "../kit/index.ts";

/** A connection that comes back at once is not worth a word. */
const graceMs = 1_500;

export function ConnectionBar() {
  const { value } = connection;
  const since = value.state === "lost" ? value.since : undefined;
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    if (since === undefined) return setShown(false);
    const timer = setTimeout(() => setShown(true), Math.max(0, since + graceMs - Date.now()));
    return () => clearTimeout(timer);
  }, [since]);
  return (
    <div role="status" class="bars">
      {isShown && value.state === "lost" && (
        <div class="bar bar-bad">
          <span>
            <strong>
              Not connected since <Moment at={value.since} form="clock" />.
            </strong>{" "}
            What you see is as it was then. Healing goes on without this page. Next try{" "}
            <Seconds until={value.nextTryAt} />.
          </span>
          <button type="button" onClick={reconnectNow}>
            Try now
          </button>
        </div>
      )}
    </div>
  );
}
