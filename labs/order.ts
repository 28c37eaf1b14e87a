/**
 * What passes between `deno task lab` and the process that runs the lab.
 *
 * @module
 */
import type { Settings } from "./experiment.ts";

/** What a run is told. */
export interface LabOrder {
  name: string;
  settings: Settings;
  jobs: number;
  /** The folder for what the run leaves. */
  out: string;
  data_dir?: string;
  /** Changes with the code of the lessons. */
  code: string;
}

/** Exit code of a run that met a lesson that isn't written. */
export const UNSOLVED = 3;
