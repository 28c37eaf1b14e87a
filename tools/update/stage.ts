/**
 * Laying an update ready: a backup of all that it touches, then its files, and
 * at last the order to carry it out.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { hashOfFile, ORDER, type Order, READY } from "../update.ts";
import type { Kind } from "./files.ts";
import type { Plan } from "./plan.ts";
import { UpdateError } from "./texts.ts";

/** Where backups are, from the course's folder. */
const BACKUPS = ".kata/backup";

const KINDS = {
  file: "kindFile",
  folder: "kindFolder",
  link: "kindLink",
} as const;

/** The name of a backup that is made now, from the course's folder. */
export async function backupName(course: string, now: Date): Promise<string> {
  const time = new Date(+now - now.getTimezoneOffset() * 60_000).toISOString()
    .slice(0, 19).replace("T", "_").replaceAll(":", "-");
  for (let n = 1;; n++) {
    const name = `${BACKUPS}/${time}${n > 1 ? `-${n}` : ""}`;
    if (await Deno.stat(join(course, name)).catch(() => undefined)) continue;
    return name;
  }
}

/**
 * Refuses to write where something lies that is neither file nor folder, or the
 * wrong one of them.
 */
export function refuseObstacles(
  plan: Plan,
  found: ReadonlyMap<string, Kind>,
): void {
  for (const path of [...plan.writes.keys(), ...plan.removes]) {
    const parts = path.split("/");
    parts.forEach((_, index) => {
      const at = parts.slice(0, index + 1).join("/");
      const kind = found.get(at);
      const wanted = at === path ? "file" : "folder";
      if (kind === undefined || kind === wanted) return;
      throw new UpdateError("inTheWay", { path: at, kind: [KINDS[kind]] });
    });
  }
}

/**
 * Lays an update ready.
 *
 * @param course The course's folder.
 * @param from The release's folder, for what may be executed.
 * @param backup Where the backup goes, from the course's folder.
 */
export async function stage(
  course: string,
  from: string,
  plan: Plan,
  { backup, texts }: Pick<Order, "backup" | "texts">,
): Promise<void> {
  const ready = join(course, READY);
  await Deno.remove(ready, { recursive: true }).catch(() => {});
  const order: Order = { writes: {}, removes: {}, backup, texts };
  const unfinished = join(course, `${READY}-backup`);
  await Deno.remove(unfinished, { recursive: true }).catch(() => {});
  for (const path of [...plan.writes.keys(), ...plan.removes]) {
    const hash = await hashOfFile(join(course, path));
    if (plan.writes.has(path)) order.writes[path] = hash ?? null;
    else if (hash !== undefined) order.removes[path] = hash;
    if (hash !== undefined) {
      await copy(join(course, path), join(unfinished, path));
    }
  }
  for (const [path, bytes] of plan.writes) {
    const file = join(ready, "files", path);
    await Deno.mkdir(dirname(file), { recursive: true });
    await Deno.writeFile(file, bytes, { mode: await modeOf(join(from, path)) });
  }
  await Deno.mkdir(dirname(join(course, backup)), { recursive: true });
  await Deno.mkdir(unfinished, { recursive: true });
  await Deno.rename(unfinished, join(course, backup));
  const part = join(ready, `${ORDER}.part`);
  await Deno.writeTextFile(part, JSON.stringify(order, null, 2));
  await Deno.rename(part, join(ready, ORDER));
}

async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(dirname(to), { recursive: true });
  await Deno.copyFile(from, to);
}

/** What a file may be used for: all may be read and written, some executed. */
async function modeOf(path: string): Promise<number> {
  const info = await Deno.lstat(path).catch(() => undefined);
  return (info?.mode ?? 0) & 0o100 ? 0o755 : 0o644;
}
