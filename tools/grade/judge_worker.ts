/**
 * Grades one submission after another, as it is told.
 *
 * @module
 */
/// <reference lib="webworker" />
import { type Course, judge, loadCourse } from "./judge.ts";
import type { LessonGrade } from "./types.ts";
import { Workshop } from "./sandbox/box.ts";

/** A submission to grade; the first message says where and how. */
export type Task =
  | {
    type: "open";
    /** A folder for the children of this worker. */
    work: string;
    memory: number;
    cpu: number;
    timeout: number | undefined;
  }
  | { type: "grade"; files: Map<string, string>; seed: number };

/** What a worker answers. */
export type Answer =
  | { type: "open"; weakness: string | undefined }
  | { type: "graded"; lessons: LessonGrade[] }
  | { type: "failed"; message: string };

let course: Course;
let shop: Workshop;
let seconds: number | undefined;

async function carryOut(task: Task): Promise<Answer> {
  if (task.type === "open") {
    course = await loadCourse();
    shop = await Workshop.open(task.work, task);
    seconds = task.timeout;
    return { type: "open", weakness: shop.weakness };
  }
  const { files, seed } = task;
  const lessons = await judge(course, shop, files, seed, { seconds });
  return { type: "graded", lessons };
}

self.onmessage = async ({ data }: MessageEvent<Task>) => {
  let answer: Answer;
  try {
    answer = await carryOut(data);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    answer = { type: "failed", message };
  }
  self.postMessage(answer);
};
