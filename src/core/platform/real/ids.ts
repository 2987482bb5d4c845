/**
 * Ids that sort by the time they were made: ten characters of milliseconds and six of chance, in Crockford's base 32
 * (no i, l, o, u), as in a ULID but shorter. Within one process they strictly ascend, also when the clock steps back.
 */
import type { Clock, Ids, Random } from "../index.ts";

const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
const TIME_LENGTH = 10;
const CHANCE_LENGTH = 6;
const CHANCE_RANGE = 32 ** CHANCE_LENGTH;

export function createSortableIds(clock: Pick<Clock, "now">, random: Random): Ids {
  let time = 0;
  let chance = 0;
  return {
    next: (prefix) => {
      const now = clock.now();
      if (now > time) {
        time = now;
        // The upper half stays free, so that the ids of one millisecond can count up.
        chance = Math.floor((random.next() * CHANCE_RANGE) / 2);
      } else {
        chance++;
        if (chance >= CHANCE_RANGE) {
          time++;
          chance = 0;
        }
      }
      return `${prefix}-${base32(time, TIME_LENGTH)}${base32(chance, CHANCE_LENGTH)}`;
    },
  };
}

function base32(value: number, length: number): string {
  let text = "";
  let rest = Math.floor(value);
  for (let index = 0; index < length; index++) {
    text = DIGITS.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
