import type { Variant } from "../support/catalogue.ts";
export const variants: Variant[] = [];
