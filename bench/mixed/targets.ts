/** A fleet of all kinds, in the proportions of a host that runs many small things; everything that is looked at is there. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Target } from "../lib/chiron.ts";

export interface Kind {
  readonly name: string;
  /** Of a hundred targets. */
  readonly share: number;
  readonly everySeconds: number;
  readonly kind: Target["kind"];
  /** No two targets ask the same question: it would be asked once for both. */
  readonly probe: (index: number, place: Place) => object;
}

export interface Place {
  readonly directory: string;
  readonly ports: readonly number[];
}

export const KINDS: readonly Kind[] = [
  {
    name: "http",
    share: 35,
    everySeconds: 10,
    kind: "service",
    probe: (index, { ports }) => ({ url: `http://127.0.0.1:${ports[index]}/`, timeout: "1s", expect: { status: 200 } }),
  },
  {
    name: "tcp",
    share: 15,
    everySeconds: 10,
    kind: "service",
    probe: (index, { ports }) => ({ port: ports[index], timeout: "1s" }),
  },
  {
    name: "process",
    share: 15,
    everySeconds: 10,
    kind: "service",
    probe: (index, place) => ({ pidFile: fileIn(place, `${index}.pid`, `${process.pid}\n`) }),
  },
  {
    name: "file",
    share: 12,
    everySeconds: 10,
    kind: "file",
    probe: (index, place) => ({
      path: fileIn(place, `${index}.json`, JSON.stringify({ at: Date.now() })),
      json: "/at",
    }),
  },
  {
    name: "disk",
    share: 10,
    everySeconds: 10,
    kind: "mount",
    probe: (index, { directory }) => {
      const path = join(directory, `disk-${index}`);
      mkdirSync(path);
      return { path };
    },
  },
  {
    name: "log",
    share: 8,
    everySeconds: 30,
    kind: "log",
    probe: (index, place) => ({ path: fileIn(place, `${index}.log`, "a line\n".repeat(1_000)), errors: "ERROR" }),
  },
  {
    name: "sqlite",
    share: 3,
    everySeconds: 60,
    kind: "database",
    probe: (index, { directory }) => {
      const path = join(directory, `${index}.db`);
      const database = new DatabaseSync(path);
      database.exec(
        "CREATE TABLE t (a); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO t SELECT i FROM n",
      );
      database.close();
      return { path };
    },
  },
  {
    name: "command",
    share: 2,
    everySeconds: 30,
    kind: "service",
    probe: (index) => ({ argv: ["echo", String(index)] }),
  },
];

function fileIn({ directory }: Place, name: string, content: string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

export interface Watched {
  readonly kind: Kind;
  readonly target: Target;
}

/** `known` are the probes that this Chiron has; the share of others goes to the first kind. */
export function layOut(count: number, place: Place, known: ReadonlySet<string>): readonly Watched[] {
  const kinds = KINDS.filter(({ name }) => known.has(name));
  const total = kinds.reduce((sum, { share }) => sum + share, 0);
  const list = kinds.flatMap((kind) => Array.from({ length: Math.round((count * kind.share) / total) }, () => kind));
  return list.slice(0, count).map((kind, index) => {
    const probe = { [kind.name]: { every: `${kind.everySeconds}s`, ...kind.probe(index, place) } };
    const id = `${kind.name}-${index}`;
    return { kind, target: { id, kind: kind.kind, criticality: "normal", autonomy: "observe", probes: [probe] } };
  });
}
