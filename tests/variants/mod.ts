/**
 * Right implementations, written differently from the reference. Each must
 * pass all tests of the lessons it implements.
 *
 * @module
 */
import type { Variant } from "../support/catalogue.ts";
import { forwards } from "./forward.ts";

/** All variants. */
export const variants: Variant[] = [...forwards];
