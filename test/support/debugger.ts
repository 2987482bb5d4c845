/** Reaches into a running Node process by its inspector, the way a debugger does. */
import { until } from "#core/platform/test";

/** What the inspector answers. */
type Answer = ReturnType<typeof JSON.parse>;

export interface Debugger {
  ask(method: string, params?: object): Promise<Answer>;
  /** Resolves with the parameters of the next such event. */
  next(method: string): Promise<Answer>;
  close(): void;
}

/** Node opens its inspector by SIGUSR1, and says on standard error where; `said` is what it has said so far. */
export async function debuggerOf(pid: number, said: () => string): Promise<Debugger> {
  process.kill(pid, "SIGUSR1");
  const address = await until("the inspector listens", () => /Debugger listening on (ws:\/\/\S+)/.exec(said())?.[1]);
  const socket = new WebSocket(address);
  const answers = new Map<number, (answer: Answer) => void>();
  const waiting: { readonly method: string; readonly resolve: (params: Answer) => void }[] = [];
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(String(data));
    answers.get(message.id)?.(message.result ?? message.error);
    for (const one of waiting.filter(({ method }) => method === message.method)) one.resolve(message.params);
  });
  await new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }));
  let last = 0;
  return {
    ask(method, params = {}) {
      const id = ++last;
      const answer = new Promise((resolve) => answers.set(id, resolve));
      socket.send(JSON.stringify({ id, method, params }));
      return answer;
    },
    next: (method) => new Promise((resolve) => waiting.push({ method, resolve })),
    close: () => socket.close(),
  };
}
