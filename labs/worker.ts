/**
 * Trains one net after another, as it is told.
 *
 * @module
 */
/// <reference lib="webworker" />
import { type SharedData, solverData } from "./data.ts";
import type { Result } from "./experiment.ts";
import { loadLessons } from "./lessons.ts";
import { type Plan, train } from "./train.ts";

/** A training to do. */
export interface Order {
  /** The folder of the lessons. */
  lessons: string;
  plan: Plan;
  data: SharedData;
}

/** What a worker says of the training it is at. */
export type Report =
  | { type: "step"; id: string; iteration: number; of: number }
  | { type: "done"; id: string; result: Result }
  | { type: "failed"; id: string; message: string };

/** Telling every step would cost more than some of them. */
const STEPS = 10;

self.onmessage = async ({ data: order }: MessageEvent<Order>) => {
  const { plan, data } = order;
  const { id } = plan.training;
  const say = (report: Report) => self.postMessage(report);
  try {
    const lessons = await loadLessons(order.lessons);
    const result = train(lessons, plan, solverData(data), (step) => {
      const { iteration, num_iterations: of } = step;
      if (iteration % STEPS !== 0 && iteration !== of) return;
      say({ type: "step", id, iteration, of });
    });
    say({ type: "done", id, result });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    say({ type: "failed", id, message });
  }
};
