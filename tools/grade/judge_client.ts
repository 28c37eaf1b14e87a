/**
 * A worker that grades, as the run sees it.
 *
 * @module
 */
import { lessons } from "../course.ts";
import type { Answer, Task } from "./judge_worker.ts";
import type { GradeOrder, LessonGrade } from "./types.ts";

/** Seconds of processor time for a child, for each that a property may take. */
const CPU_PER_SECOND = 12;
const SECONDS = Math.max(...lessons.map(({ seconds }) => seconds));

/** A worker that grades. */
export class Judge {
  readonly #worker = new Worker(new URL("judge_worker.ts", import.meta.url), {
    type: "module",
  });

  /** Makes it ready; gives what this machine can't enforce, if anything. */
  async open(work: string, order: GradeOrder): Promise<string | undefined> {
    await Deno.mkdir(work);
    const { timeout, memory } = order;
    const cpu = Math.ceil((timeout ?? SECONDS) * CPU_PER_SECOND);
    const answer = await this.#ask({
      type: "open",
      work,
      memory,
      cpu,
      timeout,
    });
    return answer.type === "open" ? answer.weakness : undefined;
  }

  /** Grades the lessons of a submission. */
  async grade(
    files: Map<string, string>,
    seed: number,
  ): Promise<LessonGrade[]> {
    const answer = await this.#ask({ type: "grade", files, seed });
    return answer.type === "graded" ? answer.lessons : [];
  }

  #ask(task: Task): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message));
      };
      this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => {
        if (data.type === "failed") reject(new Error(data.message));
        else resolve(data);
      };
      this.#worker.postMessage(task);
    });
  }

  /** Ends it, in the middle of a submission too. */
  close(): void {
    this.#worker.terminate();
  }
}
