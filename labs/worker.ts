/**
 * Trains one net after another, as it is told.
 *
 * @module
 */
/// <reference lib="webworker" />
import { type SharedData, solverData } from "./data.ts";
import type { Result, Settings, Streams, Training } from "./experiment.ts";
import { train } from "./train.ts";

/** A training to do. */
export interface Order {
  training: Training;
  settings: Settings;
  print_every: number;
  streams: Streams;
  data: SharedData;
}

/** What a worker says of the training it is at. */
export type Report =
  | { type: "step"; id: string; iteration: number; of: number }
  | { type: "done"; id: string; result: Result }
  | { type: "failed"; id: string; message: string };

/** Telling every step would cost more than some of them. */
const STEPS = 10;

self.onmessage = ({ data: order }: MessageEvent<Order>) => {
  const { training, settings, print_every, streams, data } = order;
  const { id } = training;
  const say = (report: Report) => self.postMessage(report);
  try {
    const result = train(
      training,
      settings,
      print_every,
      streams,
      solverData(data),
      ({ iteration, num_iterations }) => {
        if (iteration % STEPS !== 0 && iteration !== num_iterations) return;
        say({ type: "step", id, iteration, of: num_iterations });
      },
    );
    say({ type: "done", id, result });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    say({ type: "failed", id, message });
  }
};
