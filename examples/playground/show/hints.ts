/** What the reader can do next, said where it comes up, with the pid or the incident that it is about. */
import type { StoredEvent } from "#core/model";

export type Hint = (stored: StoredEvent) => string | null;

/** `chiron` is how the reader calls it, `messages` the file with the messages to people. */
export function hintFor({ chiron, messages }: { readonly chiron: string; readonly messages: string }): Hint {
  const pids = new Map<string, number>();
  return (stored) => {
    switch (stored.type) {
      case "service.started":
        pids.set(stored.data.target, stored.data.process.pid);
        return null;
      case "approval.asked":
        return `your word:  ${chiron} approve ${stored.data.incident}`;
      case "incident.moved":
        return stored.data.to === "escalated" ? `the story:  ${chiron} incident ${stored.data.incident}` : null;
      case "outcome.recorded": {
        const { target, result, anomaly } = stored.data.outcome;
        const pid = pids.get(target);
        return result === "recovered" && pid !== undefined ? `once more:  ${breakAgain(anomaly, pid)}` : null;
      }
      case "healing.paused":
        return `to go on:   ${chiron} resume`;
      case "message.queued":
        return stored.data.message.route === "page" ? `to read it:  tail -n 1 ${messages}` : null;
      default:
        return null;
    }
  };
}

/** What brings the same anomaly about again. */
function breakAgain(anomaly: string, pid: number): string {
  switch (anomaly) {
    case "signal_stale":
      return `kill -USR1 ${pid}`;
    case "service_unresponsive":
      return `kill -STOP ${pid}`;
    default:
      return `kill -9 ${pid}`;
  }
}
