/** What has just come of what the reader did; said aloud by screen readers, and gone after a while. */
import { signal } from "@preact/signals";

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: "good" | "bad";
}

const shown = signal<readonly Toast[]>([]);
const counter = { last: 0 };
const lifeMs = 8_000;

export function say(text: string, tone: Toast["tone"] = "good"): void {
  counter.last += 1;
  const toast = { id: counter.last, text, tone };
  shown.value = [...shown.value.slice(-3), toast];
  setTimeout(() => dismiss(toast.id), lifeMs);
}

function dismiss(id: number): void {
  shown.value = shown.value.filter((toast) => toast.id !== id);
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {shown.value.map(({ id, text, tone }) => (
        <div key={id} class={`toast toast-${tone}`}>
          <span dir="auto">{text}</span>
          <button type="button" onClick={() => dismiss(id)} aria-label="Dismiss this message">
            ✕
          </button>
        </div>
      ))}
    </div>
  );
}
