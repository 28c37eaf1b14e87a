/**
 * Watching the memory of a child where the system can't limit it.
 *
 * @module
 */

/** A child that is watched. */
interface Watched {
  pid: number;
  end(why: string): Promise<void>;
}

const PAGE = 4096;
const KIB = 1024;

/** How to read the resident memory of a process, in bytes, and how often. */
const readers: Partial<
  Record<
    typeof Deno.build.os,
    { every: number; read: (pid: number) => Promise<number> }
  >
> = {
  linux: {
    every: 20,
    async read(pid) {
      const pages = await Deno.readTextFile(`/proc/${pid}/statm`);
      return Number(pages.split(" ")[1]) * PAGE;
    },
  },
  darwin: {
    // A process each time: less often.
    every: 200,
    async read(pid) {
      const { stdout } = await new Deno.Command("ps", {
        args: ["-o", "rss=", "-p", String(pid)],
      }).output();
      return Number(new TextDecoder().decode(stdout)) * KIB;
    },
  },
};

/** Whether memory can be watched here. */
export const canWatch = readers[Deno.build.os] !== undefined;

/**
 * Ends a child that needs more memory than it may.
 *
 * @param limit In MiB.
 * @returns Stops watching.
 */
export function watchMemory(session: Watched, limit: number): () => void {
  const reader = readers[Deno.build.os];
  if (reader === undefined) return () => {};
  const timer = setInterval(async () => {
    // A process that has just ended has no memory.
    const bytes = await reader.read(session.pid).catch(() => 0);
    if (bytes > limit * 2 ** 20) {
      await session.end("needed more memory than it may use");
    }
  }, reader.every);
  return () => clearInterval(timer);
}
