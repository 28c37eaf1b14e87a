/**
 * Everything that `deno task learn` says, in both languages. What the tests say
 * comes from `tests/support/`.
 *
 * @module
 */
import type { Text } from "../../lib/language.ts";

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
  allHold: { en: "All {all} properties hold.", zh: "{all} 条性质全部成立。" },
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
  checkingTypes: { en: "The types are being checked …", zh: "正在检查类型……" },
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
  solved: { en: "Lesson {number} is solved.", zh: "第 {number} 课完成了。" },
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

  noHints: {
    en: "There are no hints for this lesson.",
    zh: "这一课没有提示。",
  },
  noMoreHints: {
    en: "These were all the hints. g shows the guide.",
    zh: "提示就这些了。按 g 可以看指南。",
  },
  notSolvedYet: {
    en: "n works once the lesson is solved. l picks any other lesson.",
    zh: "完成这一课后才能按 n。想看别的课，请按 l。",
  },
  askReset: {
    en:
      "Put back the stub of lesson {number}? Your version is kept in .kata/. (y/n)",
    zh: "把第 {number} 课恢复成最初的样子？你的版本会保存在 .kata/ 里。(y/n)",
  },
  wasReset: {
    en: "{path} is the stub again. Your version is in {backup}.",
    zh: "{path} 已恢复成最初的样子，你的版本在 {backup}。",
  },
  wasMissing: {
    en: "{path} is the stub again.",
    zh: "{path} 已恢复成最初的样子。",
  },
  isStub: {
    en: "{path} is the stub already: there is nothing to reset.",
    zh: "{path} 还是最初的样子，不用恢复。",
  },
  askSolution: {
    en:
      "It isn't solved yet. Show the solution all the same? {file} will say so. (y/n)",
    zh: "这一课还没完成，仍然要看答案吗？{file} 会记下来。(y/n)",
  },
  noSolution: {
    en: "This copy of the course has no solutions: your instructor has them.",
    zh: "这份课程里没有答案，答案在老师那里。",
  },
  keptNothing: { en: "Nothing was changed.", zh: "什么都没有改。" },

  keys: {
    en:
      "n next  h hint  l list  r reset  s solution  g guide  t theory  q quit",
    zh: "n 下一课  h 提示  l 列表  r 重置  s 答案  g 指南  t 网页  q 退出",
  },
  listTitle: { en: "Lessons: {which}", zh: "课程列表：{which}" },
  all: { en: "all", zh: "全部" },
  listKeys: {
    en: "0-9 or ↑↓ Enter picks a lesson  f filter: all, to do, solved  q back",
    zh: "按数字或 ↑↓ 回车选课  f 筛选：全部、未完成、已完成  q 返回",
  },
  noneListed: { en: "None.", zh: "没有。" },
  theoryAt: { en: "In your browser: {path}", zh: "已在浏览器中打开：{path}" },
  back: { en: "Press a key to go back.", zh: "按任意键返回。" },
  setAside: {
    en: "{file} could not be read. It is now {aside}, and a new one is begun.",
    zh: "{file} 无法读取，已改名为 {aside}，并新建了一份。",
  },
  notSaved: {
    en: "{file} could not be written: {why}",
    zh: "{file} 无法写入：{why}",
  },

  usage: {
    en: `deno task learn [options]

  --list           the lessons, and how far you are
  --lesson 03      goes to a lesson
  --reset 03       puts back the stub of a lesson; your version is kept
  --lang en|zh     the language; unless given, your system's
  --plain          no colours, no marks, one screen after the other
  --poll           looks for saved files again and again, where events don't arrive`,
    zh: `deno task learn [选项]

  --list           列出所有课和你的进度
  --lesson 03      直接进入某一课
  --reset 03       把某一课恢复成最初的样子，你的版本会保留
  --lang en|zh     使用的语言；不写就跟随系统
  --plain          不用颜色和符号，一屏接一屏地输出
  --poll           收不到文件保存的通知时，改为反复查看文件`,
  },
  cannotRun: { en: "Cannot run learn: {why}", zh: "无法运行 learn：{why}" },
  strangeWords: {
    en:
      'expected options such as --list, got "{given}"; deno task learn --help shows them',
    zh: '看不懂 "{given}"；想看有哪些选项，请运行 deno task learn --help',
  },
  strangeLesson: {
    en: 'expected {option} to be a lesson from 00 to {last}, got "{given}"',
    zh: '{option} 要写 00 到 {last} 之间的课号，却收到 "{given}"',
  },
  failed: { en: "That didn't work: {why}", zh: "没有成功：{why}" },

  progressFile: {
    en:
      "Progress in the Normalization Kata, kept by deno task learn; safe to commit and to merge.",
    zh: "归一化练习的学习进度，由 deno task learn 记录，可以放心提交与合并。",
  },
} satisfies Record<string, Text>;

/** The name of a text. */
export type TextName = keyof typeof texts;
