/** The parts of the pages about knowledge that need no page: the layout of a graph, and what changed from one text to another. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { diffOf, folded } from "../../web/src/views/runbook/diff.ts";
import { layersOf, layOut } from "../../web/src/views/targets/graph/layers.ts";

const lines = fc.array(fc.constantFrom("a", "b", "c", "  d", ""), { maxLength: 30 });

test("FACE-11: a diff holds both texts, whole and in order, and calls nothing changed that stayed", () => {
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const rows = diffOf(before, after);
      assert.deepEqual(
        rows.flatMap((row) => row.before ?? []),
        before,
      );
      assert.deepEqual(
        rows.flatMap((row) => row.after ?? []),
        after,
      );
      for (const row of rows) if (row.kind === "same") assert.equal(row.before, row.after);
      assert.equal(
        rows.every(({ kind }) => kind === "same"),
        before.join("\n") === after.join("\n") && before.length === after.length,
      );
      assert.deepEqual(
        folded(rows).flatMap((part) => part.rows),
        rows,
      );
    }),
  );
});

test("FACE-11: one line in the middle of many is one change, with three lines of what stands around it", () => {
  const before = Array.from({ length: 50 }, (_, index) => `line ${index}`);
  const rows = diffOf(before, before.with(20, "another"));
  assert.deepEqual(
    rows.filter(({ kind }) => kind === "changed"),
    [{ kind: "changed", before: "line 20", after: "another" }],
  );
  assert.deepEqual(
    folded(rows).map(({ rows: part, isFold }) => [part.length, isFold]),
    [
      [17, true],
      [7, false],
      [26, true],
    ],
  );
});

test("FACE-11: in the graph everything stands right of all that it needs, and nothing on top of anything else", () => {
  const graphs = fc
    .integer({ min: 1, max: 40 })
    .chain((count) =>
      fc.tuple(
        ...Array.from({ length: count }, (_, index) =>
          fc.uniqueArray(fc.nat(Math.max(0, index - 1)), { maxLength: index === 0 ? 0 : 4 }),
        ),
      ),
    )
    .map((needs) => needs.map((own, index) => ({ id: `n${index}`, needs: own.map((need) => `n${need}`) })));
  fc.assert(
    fc.property(graphs, (items) => {
      const { places, widthPx, heightPx } = layOut(items);
      const taken = new Set<string>();
      for (const { id, needs } of items) {
        const place = places.get(id);
        assert.ok(place !== undefined && place.x >= 0 && place.y >= 0 && place.x < widthPx && place.y < heightPx);
        for (const need of needs) assert.ok((places.get(need)?.x ?? Number.NaN) < place.x);
        assert.ok(!taken.has(`${place.x} ${place.y}`));
        taken.add(`${place.x} ${place.y}`);
      }
    }),
  );
  const circle = [
    { id: "a", needs: ["b"] },
    { id: "b", needs: ["a"] },
  ];
  assert.equal(layersOf(circle).size, 2, "a circle ends");
});
