/**
 * Words for error messages.
 *
 * @module
 */

import type { Shape } from "./types.ts";

/** Writes a shape as NumPy does: `(2, 3)`, `(4,)`, `()`. */
export function formatShape(shape: Shape): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
}

/** Says in a few words what a value is that should have been something else. */
export function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return "a plain array";
  if (typeof value !== "object" || value === null) return String(value);
  const name = value.constructor?.name ?? "Object";
  if (name === "Object") return "a plain object";
  return /^[AEIO]|^Nd/.test(name) ? `an ${name}` : `a ${name}`;
}

/** The error for an operand of the wrong type. */
export function wrongOperand(
  method: string,
  wanted: string,
  given: unknown,
): TypeError {
  const hint = Array.isArray(given) ? " (write nd.array([...]))" : "";
  return new TypeError(
    `Cannot ${method}: expected ${wanted}, got ${describe(given)}${hint}`,
  );
}
