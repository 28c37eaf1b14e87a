/**
 * `deno.json` and `deno.lock` of a part of the course, derived from those of
 * the whole.
 *
 * @module
 */

/** What is used of `deno.json`. */
export interface Config {
  tasks: Record<string, { description: string; command: string }>;
  imports: Record<string, string>;
  [other: string]: unknown;
}

/** A package in `deno.lock`. */
interface LockedPackage {
  dependencies?: string[];
  optionalDependencies?: string[];
  [other: string]: unknown;
}

/** What is used of `deno.lock`. */
export interface Lock {
  /** The version of what is asked for, such as "npm:vega@6.4.0". */
  specifiers: Record<string, string>;
  npm: Record<string, LockedPackage>;
  workspace: { dependencies: string[] };
  [other: string]: unknown;
}

/**
 * `deno.json` with other tasks, with the imports that some modules name, and
 * without the lint plugin, whose rules are for the course.
 *
 * @param config The course's.
 * @param tasks The tasks.
 * @param sources The texts of the modules.
 */
export function partOfConfig(
  config: Config,
  tasks: Config["tasks"],
  sources: readonly string[],
): Config {
  const imports = Object.fromEntries(
    Object.entries(config.imports).filter(([name]) =>
      sources.some((text) =>
        text.includes(name.endsWith("/") ? `"${name}` : `"${name}"`)
      )
    ),
  );
  const part: Config = { ...config, tasks, imports };
  delete part.lint;
  return part;
}

/** `deno.lock` with the packages of some imports and what these depend on. */
export function partOfLock(lock: Lock, imports: Config["imports"]): Lock {
  const asked = new Set(Object.values(imports).flatMap(packageOf));
  const kept = new Set<string>();
  const queue = [...asked].map((name) => {
    const version = lock.specifiers[name];
    if (version === undefined) throw notLocked(name);
    return `${name.slice("npm:".length, name.lastIndexOf("@"))}@${version}`;
  });
  for (let key = queue.pop(); key; key = queue.pop()) {
    if (kept.has(key)) continue;
    kept.add(key);
    const found = lock.npm[key];
    if (found === undefined) throw notLocked(key);
    const { dependencies = [], optionalDependencies = [] } = found;
    for (const name of [...dependencies, ...optionalDependencies]) {
      queue.push(keyOf(lock, name));
    }
  }
  return {
    ...lock,
    specifiers: pick(lock.specifiers, asked),
    npm: pick(lock.npm, kept),
    workspace: {
      ...lock.workspace,
      dependencies: lock.workspace.dependencies.filter((name) =>
        asked.has(name)
      ),
    },
  };
}

/** The package of an import, without a path in it. */
function packageOf(target: string): string[] {
  return /^npm:(?:@[^/]+\/)?[^/]+/.exec(target) ?? [];
}

/** The key of a dependency, whose version is left out where there is just one. */
function keyOf({ npm }: Lock, name: string): string {
  if (name in npm) return name;
  const key = Object.keys(npm).find((key) => key.startsWith(`${name}@`));
  if (key === undefined) throw notLocked(name);
  return key;
}

function notLocked(name: string): Error {
  return new Error(
    `Cannot find ${name} in deno.lock; deno install brings it up to date`,
  );
}

function pick<T>(
  record: Record<string, T>,
  names: ReadonlySet<string>,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(record).filter(([name]) => names.has(name)),
  );
}
