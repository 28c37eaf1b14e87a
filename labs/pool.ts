/**
 * Independent trainings on as many cores as there are.
 *
 * @module
 */
import type { Result } from "./experiment.ts";
import type { Order, Report } from "./worker.ts";

/** What a pool tells of its work. */
export interface Listener {
  started(order: Order): void;
  step(report: Extract<Report, { type: "step" }>): void;
  /** Is awaited before the worker goes on, so that results are kept. */
  done(result: Result): Promise<void>;
}

/**
 * Carries out trainings in workers.
 *
 * @param orders The trainings.
 * @param jobs How many at a time.
 * @param listener Is told what happens.
 * @throws {Error} If a training fails, with the message of what it threw.
 */
export async function runAll(
  orders: readonly Order[],
  jobs: number,
  listener: Listener,
): Promise<void> {
  const queue = [...orders];
  const workers: Worker[] = [];
  const runOne = (worker: Worker, order: Order) =>
    new Promise<void>((resolve, reject) => {
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message));
      };
      worker.onmessage = ({ data: report }: MessageEvent<Report>) => {
        if (report.type === "step") listener.step(report);
        else if (report.type === "failed") {
          reject(new Error(report.message));
        } else listener.done(report.result).then(resolve, reject);
      };
      listener.started(order);
      worker.postMessage(order);
    });
  const workThrough = async () => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), {
      type: "module",
    });
    workers.push(worker);
    for (let order = queue.shift(); order; order = queue.shift()) {
      await runOne(worker, order);
    }
  };
  try {
    await Promise.all(
      Array.from({ length: Math.min(jobs, orders.length) }, workThrough),
    );
  } finally {
    for (const worker of workers) worker.terminate();
  }
}
