import { assertEquals } from "@std/assert";
import { beside, renaming } from "./names.ts";

function lessons(...modules: string[]) {
  return modules.map((module) => ({
    id: module.slice(3).replace("_new", ""),
    module,
    stub: "",
  }));
}

Deno.test("renaming() follows lessons by their ids, also where two change places", () => {
  const names = renaming(
    lessons("00_a", "01_b", "02_b_alt", "03_gone"),
    lessons("00_b", "01_a_new", "02_more", "03_b_alt"),
  );
  for (
    const [from, to] of [
      ['import "kata/00_a.ts"; // 01_b', 'import "kata/01_a_new.ts"; // 00_b'],
      ["tests/02_b_alt_test.ts", "tests/03_b_alt_test.ts"],
      ["Lesson 00, lesson 01, Lesson 01", "Lesson 01, lesson 01, Lesson 00"],
      ["# 第 02 课", "# 第 03 课"],
      // Other names, and what the course no longer has.
      ["00_apple 100_a 01_b_altogether 03_gone Lesson 03"],
    ]
  ) assertEquals(names.text(from), to ?? from);
  assertEquals(names.path("lessons/01_b.zh.md"), "lessons/00_b.zh.md");
  assertEquals(names.path("Lesson 00.md"), "Lesson 00.md");
});

Deno.test("beside() keeps a file's ending", () => {
  for (
    const [path, other] of [
      ["lessons/01_b.ts", "lessons/01_b.new.ts"],
      ["lessons/01_b.zh.md", "lessons/01_b.zh.new.md"],
      ["tests/01_b_test.ts", "tests/01_b_test.new.ts"],
      [".gitignore", ".gitignore.new"],
      ["a.b/LICENSE", "a.b/LICENSE.new"],
    ]
  ) assertEquals(beside(path), other);
});
