export { openReadings, type ReadingQuery, type Readings, type ReadingsOptions } from "./readings.ts";
