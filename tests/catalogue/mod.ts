/**
 * The front door of the catalogue: the rooms of the lessons.
 *
 * @module
 */
import course from "../../course.json" with { type: "json" };
import type { Handed, Room, Variant } from "./types.ts";

/**
 * A lesson's room. Where students are, it holds only what is known of its
 * misconceptions.
 */
export function roomOf(module: string): Promise<Room | Handed> {
  return import(`./${module}/mod.ts`);
}

/** The variants of all rooms. */
export async function allVariants(): Promise<Variant[]> {
  const rooms = await Promise.all(
    course.lessons.map(({ module }) => roomOf(module)),
  );
  return rooms.flatMap((room) => "known" in room ? [] : room.variants);
}
