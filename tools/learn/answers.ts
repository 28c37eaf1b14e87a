/**
 * What keys and options are answered with, in both languages.
 *
 * @module
 */
import type { Language } from "../guide.ts";

/** Both languages of everything, by a name; {names} stand for values. */
export const answers = {
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
  back: {
    en: "Press a key to go back.",
    zh: "按任意键返回。",
  },
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
  unknownOption: {
    en:
      'expected an option such as --list, got "{given}"; deno task learn --help shows them',
    zh:
      '没有 "{given}" 这个选项；想看有哪些选项，请运行 deno task learn --help',
  },
  needsValue: {
    en: "expected {option} to have a value such as {example}, got none",
    zh: "{option} 后面要写上 {example} 这样的值，却什么都没有",
  },
  needsNoValue: {
    en: 'expected {option} to stand alone, got "{given}"',
    zh: '{option} 后面不用写值，却收到 "{given}"',
  },
  strangeLanguage: {
    en: 'expected --lang to be en or zh, got "{given}"',
    zh: '--lang 只能是 en 或 zh，却收到 "{given}"',
  },
  strangeLesson: {
    en: 'expected {option} to be a lesson from 00 to {last}, got "{given}"',
    zh: '{option} 要写 00 到 {last} 之间的课号，却收到 "{given}"',
  },
  failed: {
    en: "That didn't work: {why}",
    zh: "没有成功：{why}",
  },

  progressFile: {
    en:
      "Progress in the Normalization Kata, kept by deno task learn; safe to commit and to merge.",
    zh: "归一化练习的学习进度，由 deno task learn 记录，可以放心提交与合并。",
  },
} satisfies Record<string, Record<Language, string>>;
