/**
 * What the screen of a lesson says, in both languages; `answers.ts` has the rest.
 * What the tests say comes from `tests/support/`.
 *
 * @module
 */
import type { Language } from "../guide.ts";

/** Both languages of everything, by a name; {names} stand for values. */
export const texts = {
  comma: { en: ", ", zh: "，" },
  colon: { en: ": ", zh: "：" },
  course: { en: "Normalization Kata", zh: "归一化练习" },
  progress: {
    en: "{solved} of {lessons} lessons, {points} of {all} points",
    zh: "完成 {solved}/{lessons} 课，得分 {points}/{all}",
  },
  lessonHead: {
    en: "Lesson {number}: {title} ({points} points)",
    zh: "第 {number} 课：{title}（{points} 分）",
  },
  optionalHead: {
    en: "Lesson {number}: {title} (optional, {points} extra points)",
    zh: "第 {number} 课：{title}（选做，附加 {points} 分）",
  },
  isOptional: { en: "optional", zh: "选做" },
  isSolved: { en: "solved", zh: "已完成" },
  isOpen: { en: "to do", zh: "未完成" },
  isShown: { en: "solution seen", zh: "看过答案" },
  hintsSeen: { en: "hints seen: {count}", zh: "看过 {count} 条提示" },
  write: { en: "write", zh: "代码" },
  read: { en: "read", zh: "指南" },

  holds: { en: "holds:", zh: "成立：" },
  fails: { en: "fails:", zh: "不成立：" },
  isUnwritten: { en: "to write:", zh: "待写：" },
  isPending: { en: "not yet:", zh: "未测：" },
  manyHold: { en: "holding: {count}", zh: "成立：{count} 条" },
  manyFail: { en: "failing: {count}", zh: "不成立：{count} 条" },
  manyPending: { en: "not yet tried: {count}", zh: "还没测：{count} 条" },
  manyUnwritten: { en: "to write: {count}", zh: "待写：{count} 条" },
  noneWritten: {
    en: "There are {all} properties to satisfy.",
    zh: "一共要满足 {all} 条性质。",
  },
  someHold: {
    en: "{passed} of {all} properties hold.",
    zh: "{all} 条性质中有 {passed} 条成立。",
  },
  allHold: {
    en: "All {all} properties hold.",
    zh: "{all} 条性质全部成立。",
  },
  loading: { en: "Loading the lesson …", zh: "正在加载这一课……" },
  running: {
    en: "Still running: {tried} of {all}, {sentence}",
    zh: "正在测第 {tried}/{all} 条：{sentence}",
  },
  holdsSoFar: {
    en:
      "All hold for the first inputs. More are being tried: {tried} of {all}.",
    zh: "对最初几组输入全部成立，正在用更多输入测试：{tried}/{all}。",
  },
  checkingTypes: {
    en: "The types are being checked …",
    zh: "正在检查类型……",
  },
  typesWrong: { en: "The types don't fit:", zh: "类型不匹配：" },
  printed: { en: "Your code printed:", zh: "你的代码输出了：" },

  begin: {
    en:
      "What to do: read the guide, replace unimplemented(…) in {path}, and save.",
    zh:
      "接下来：先读指南，再把 {path} 里的 unimplemented(…) 换成你的代码，然后保存。",
  },
  mend: {
    en: "What to do: mend {path} and save.",
    zh: "接下来：改好 {path}，然后保存。",
  },
  wholeGuide: {
    en: "The whole guide is in {path}.",
    zh: "完整的指南在 {path}。",
  },
  buildsOn: {
    en:
      "Lesson {number} builds on lesson {other}, which isn't written yet: begin there.",
    zh: "第 {number} 课要用到第 {other} 课，而那一课还没写：先从那里开始。",
  },
  solved: {
    en: "Lesson {number} is solved.",
    zh: "第 {number} 课完成了。",
  },
  solvedNext: {
    en: "n goes on to lesson {number}.",
    zh: "按 n 进入第 {number} 课。",
  },
  compare: {
    en: "s shows the reference version, to compare.",
    zh: "按 s 看参考答案，比较一下。",
  },
  solvedLast: {
    en: "It was the last one: n runs all lessons once more.",
    zh: "这是最后一课：按 n 把所有课再测一遍。",
  },
  allSolved: {
    en: "All lessons are solved. Well done!",
    zh: "所有课都完成了，干得漂亮！",
  },
  allSolvedNext: {
    en: "What to do: look at what it is for, with: deno task lab list",
    zh: "接下来：看看学到的东西有什么用：deno task lab list",
  },
  optionalOpen: {
    en: "Optional lessons that are left, for l to pick: {lessons}.",
    zh: "还有选做的第 {lessons} 课，按 l 可以选。",
  },
  regressed: {
    en: "No longer solved: {lessons}.",
    zh: "又不成立了：第 {lessons} 课。",
  },
  checkingAll: {
    en: "All lessons are run once more: {number} …",
    zh: "把所有课再测一遍：第 {number} 课……",
  },
  otherSaved: {
    en: "You saved lesson {number}; l goes there.",
    zh: "你保存的是第 {number} 课；按 l 可以切换过去。",
  },

  expected: { en: "expected", zh: "应为" },
  actual: { en: "actual", zh: "实际" },
  numeric: { en: "numeric", zh: "数值梯度" },
  analytic: { en: "analytic (yours)", zh: "解析梯度（你的）" },
  offBy: { en: "off by", zh: "相差" },
  allowed: {
    en: "{difference}, allowed {tolerance}",
    zh: "{difference}，允许 {tolerance}",
  },
  everyEntry: {
    en: "Every entry is the expected one × {factor}.",
    zh: "每个元素都是应有值的 {factor} 倍。",
  },
  itIsTimes: {
    en: "It is the expected one × {factor}.",
    zh: "它是应有值的 {factor} 倍。",
  },
  or: { en: " or ", zh: " 或 " },
  searching: {
    en: "Looking for the smallest input that shows it …",
    zh: "正在找能说明问题的最小输入……",
  },
  smallest: {
    en: "The smallest input found that shows it:",
    zh: "能说明问题的最小输入：",
  },
  moreLines: { en: "… {count} more lines", zh: "……还有 {count} 行" },
  place: { en: "at {place}", zh: "位置 {place}" },
  guidePlace: {
    en: "More of what goes wrong: {path}",
    zh: "更多常见错误：{path}",
  },
  again: { en: "Again: {command}", zh: "重现：{command}" },
  stopped: {
    en:
      "This was stopped after {seconds} s. Is there a loop that never ends, or does it print very much?",
    zh: "运行 {seconds} 秒后被停止。有没有停不下来的循环，或者输出太多？",
  },
  ended: {
    en: "This ended the process ({how}).",
    zh: "它结束了整个进程（{how}）。",
  },
  exitCode: { en: "exit code {code}", zh: "退出码 {code}" },
  unsettled: {
    en: "This waits for a promise that never settles.",
    zh: "它在等一个永远不会有结果的 Promise。",
  },
  notRun: {
    en: "{count} properties were not run after that.",
    zh: "之后的 {count} 条性质没有运行。",
  },
  notLoaded: {
    en: "Lesson {number} could not be loaded.",
    zh: "第 {number} 课无法加载。",
  },
  notExported: {
    en:
      '{path} doesn\'t export {name}. Is "export" missing before it, or is its name another?',
    zh: "{path} 没有导出 {name}。是不是前面漏了 export，或者名字写错了？",
  },
  missing: { en: "{path} is missing.", zh: "找不到 {path}。" },

  hint: {
    en: "Hint {number} of {all}: {text}",
    zh: "提示 {number}/{all}：{text}",
  },
} satisfies Record<string, Record<Language, string>>;
