/** A value as it was when it last stood still: what is costly to draw follows when the typing rests. */
import { useEffect, useState } from "preact/hooks";

const restMs = 150;

export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), restMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
