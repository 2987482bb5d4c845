/** What pages are made of. */
export { Badge, HealthBadge, SeverityBadge, StateBadge, type Tone } from "./badge.tsx";
export { Card, Empty, Loaded, PageHead, Pairs } from "./card.tsx";
export { Chart, type ChartMark } from "./chart.tsx";
export { useNow } from "./clock.ts";
export { Decision, type DecisionProps } from "./decision.tsx";
export { Dialog } from "./dialog.tsx";
export { ChoiceField, SearchField } from "./fields.tsx";
export { Gradually } from "./gradually.tsx";
export { Interval } from "./interval.tsx";
export { Length, Moment, Seconds } from "./moment.tsx";
export { usePages } from "./pages.tsx";
export { useSettled } from "./settled.ts";
export { type Column, Table } from "./table.tsx";
export { Command, Json, Text } from "./text.tsx";
export { say, Toasts } from "./toasts.tsx";
export { actorOf, clockOf, countOf, lengthOf, percentOf, plain, sizeOf } from "./words.ts";
