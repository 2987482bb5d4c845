/** Readings, in a file of their own: many, disposable, thinned out with age. */
export { openReadings, type Readings, type ReadingsOptions } from "./readings.ts";
