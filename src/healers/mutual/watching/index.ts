/** Who watches whom, for those who look: a door of its own, since none of the three processes needs it for its work. */
export { watchEdges, watchLimits } from "./edges.ts";
