/**
 * Who is to blame: a lesson that builds on others may fail because of them.
 *
 * @module
 */

/**
 * The earlier lessons that a lesson imports, and those that they import.
 *
 * @param module The lesson's module, such as "03_batchnorm_backward_alt".
 * @param textOf The text of a lesson, if there is one.
 */
export function importedBy(
  module: string,
  textOf: (module: string) => string | undefined,
): Set<string> {
  const found = new Set<string>();
  const look = (from: string) => {
    const text = textOf(from) ?? "";
    for (
      const [, name = ""] of text.matchAll(/["'][^"'\s]*\/(\d\d_\w+)\.ts["']/g)
    ) {
      if (name >= module || found.has(name)) continue;
      found.add(name);
      look(name);
    }
  };
  look(module);
  return found;
}
