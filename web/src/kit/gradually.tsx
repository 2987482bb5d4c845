/** A long list, drawn as far as it is looked at: the rest follows when its end comes near, or by a button. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { countOf } from "./words.ts";

interface GraduallyProps<T> {
  readonly of: readonly T[];
  /** What one of them is, such as "target". */
  readonly noun: string;
  /** How many at first, and more each time. */
  readonly step?: number;
  readonly children: (shown: readonly T[]) => ComponentChildren;
}

const usualStep = 50;

export function Gradually<T>({ of, noun, step = usualStep, children }: GraduallyProps<T>) {
  const [length, setLength] = useState(step);
  const end = useRef<HTMLDivElement>(null);
  const left = of.length - length;
  const more = () => setLength((last) => last + step);
  useEffect(() => {
    const { current } = end;
    if (current === null) return undefined;
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting === true && more(), {
      rootMargin: "400px",
    });
    watch.observe(current);
    return () => watch.disconnect();
  }, [length, left > 0]);
  return (
    <>
      {children(of.slice(0, length))}
      {left > 0 && (
        <div class="row" ref={end}>
          <button type="button" onClick={more}>
            Show {Math.min(step, left)} more
          </button>
          <span class="quiet">{countOf(left, `${noun} more`, `${noun}s more`)}</span>
        </div>
      )}
    </>
  );
}
