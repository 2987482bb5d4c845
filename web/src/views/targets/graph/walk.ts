/** By the arrow keys from one to the next: the nearest that lies that way. */

const ways: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
/** What lies aside counts for more than what is farther on. */
const asideWeight = 2;

export function walk(event: KeyboardEvent): void {
  const way = ways[event.key];
  const from = event.target instanceof Element ? event.target.closest<HTMLElement>(".node") : null;
  const ground = from?.parentElement;
  if (way === undefined || from === null || ground === null || ground === undefined) return;
  const here = middleOf(from);
  let nearest: { readonly element: HTMLElement; readonly distance: number } | undefined;
  for (const element of ground.querySelectorAll<HTMLElement>(".node")) {
    const there = middleOf(element);
    const [x, y] = [there.x - here.x, there.y - here.y];
    const ahead = x * way[0] + y * way[1];
    if (ahead <= 1) continue;
    const aside = Math.abs(x * way[1]) + Math.abs(y * way[0]);
    const distance = ahead + asideWeight * aside;
    if (nearest === undefined || distance < nearest.distance) nearest = { element, distance };
  }
  if (nearest === undefined) return;
  event.preventDefault();
  nearest.element.focus();
}

function middleOf(element: HTMLElement): { readonly x: number; readonly y: number } {
  return { x: element.offsetLeft + element.offsetWidth / 2, y: element.offsetTop + element.offsetHeight / 2 };
}
