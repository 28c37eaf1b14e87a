import type { Misconception } from "../support/catalogue.ts";
export const misconceptions: Misconception[] = [];
