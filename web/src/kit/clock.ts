/** One tick for all that shows how long ago something was, so that a page of a thousand rows has one timer. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

export const now = signal(Date.now());
const users = { count: 0, timer: undefined as ReturnType<typeof setInterval> | undefined };
const tickMs = 1_000;

/** The time, by the browser's clock; whoever uses it is drawn anew each second. */
export function useNow(): number {
  useEffect(() => {
    users.count += 1;
    users.timer ??= setInterval(() => {
      if (!document.hidden) now.value = Date.now();
    }, tickMs);
    return () => {
      users.count -= 1;
      if (users.count > 0) return;
      clearInterval(users.timer);
      users.timer = undefined;
    };
  }, []);
  return now.value;
}
