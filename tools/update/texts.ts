/**
 * Everything that `deno task update` says, in both languages.
 *
 * @module
 */
import type { Language } from "../guide.ts";

/** Both languages of everything, by a name; {names} stand for values. */
export const texts = {
  usage: {
    en: `deno task update --from FOLDER [options]

  FOLDER           a newer release of the course, beside this one

  --dry-run        only says what would be done
  --lang en|zh     the language; unless given, your system's`,
    zh: `deno task update --from FOLDER [选项]

  FOLDER           新版课程所在的文件夹，与本文件夹分开

  --dry-run        只列出会做什么，不改动任何文件
  --lang en|zh     语言，默认与系统相同`,
  },
  cannot: { en: "Cannot update: {why}", zh: "无法更新：{why}" },
  options: {
    en: "{what}; deno task update --help shows the options",
    zh: "{what}；选项见 deno task update --help",
  },
  language: {
    en: 'expected --lang to be en or zh, got "{given}"',
    zh: "--lang 应为 en 或 zh，实际是“{given}”",
  },
  noFolder: {
    en: "expected the folder of a newer release, got none; name it, as in " +
      "deno task update --from ../new-kata",
    zh: "没有说新版课程在哪个文件夹；请写明，例如 " +
      "deno task update --from ../new-kata",
  },
  noSuchFolder: {
    en: 'expected a folder that can be opened, got "{folder}"; check its name',
    zh: "“{folder}”不是能打开的文件夹；请检查名字",
  },
  sameFolder: {
    en: "expected another folder than this one, got {folder}; put the new " +
      "release beside it and name that",
    zh: "{folder} 就是本文件夹；请把新版课程放到别处，再写出那个文件夹",
  },
  notCourse: {
    en: 'expected a course with the id "{id}" in {folder}, got {given}; name ' +
      "the folder that course.json is in",
    zh: "{folder} 里应当有 id 为“{id}”的课程，实际是{given}；" +
      "请写 course.json 所在的文件夹",
  },
  noCourseFile: { en: "no course.json", zh: "没有 course.json" },
  badCourseFile: {
    en: "a course.json that can't be used",
    zh: "无法使用的 course.json",
  },
  otherCourse: { en: '"{id}"', zh: "“{id}”这门课" },
  brokenHere: {
    en: "expected the course.json of this folder as the course ships it, got " +
      "{given}; put it back",
    zh: "本文件夹应当有课程发布时的 course.json，实际是{given}；请把它恢复原样",
  },
  older: {
    en: "expected version {ours} of the course or a later one, got version " +
      "{theirs}, which is older; get the new release",
    zh: "课程应为第 {ours} 版或更新，实际是更旧的第 {theirs} 版；请取得新版",
  },
  noManifest: {
    en: "expected {file}, which says what the course shipped, got none or a " +
      "damaged one in {folder}; get a fresh copy",
    zh: "{folder} 里没有 {file}，或者它已损坏，无从知道课程原来的样子；" +
      "请取得一份完好的课程",
  },
  notFresh: {
    en: "expected {path} to be as the course ships it, got another in " +
      "{folder}; get a fresh copy",
    zh: "{folder} 里的 {path} 与课程发布时不一致；请取得一份未改动的课程",
  },
  needsWhole: {
    en: "expected a clone of the whole course, as this folder is, got a " +
      "student's copy in {folder}; name a clone",
    zh: "本文件夹是完整的课程，{folder} 却只是发给学生的那份；" +
      "请写一个完整课程的克隆",
  },
  noGit: {
    en: "expected a clone with its history in {folder}, got {reason}; get " +
      "one with git clone",
    zh: "{folder} 应当是带历史的克隆，实际是：{reason}；请用 git clone 取得",
  },
  noHandout: {
    en: "expected a release to make a student's copy of in {folder}, got " +
      '"{reason}"; get a fresh one',
    zh:
      "用 {folder} 生成不了发给学生的课程：“{reason}”；请取得一份未改动的课程",
  },
  inTheWay: {
    en: "expected {path} to be free for the course's, got {kind} of yours " +
      "there; move it away",
    zh: "{path} 要留给课程，那里却有你的{kind}；请先把它移开",
  },
  kindLink: { en: "a link", zh: "链接" },
  kindFile: { en: "a file", zh: "文件" },
  kindFolder: { en: "a folder", zh: "文件夹" },
  unreadable: {
    en: "expected files that can be read and written, got {reason}; nothing " +
      "has changed",
    zh: "有文件无法读写：{reason}；什么都没有改动",
  },
  upToDate: {
    en: "Nothing to do: all of version {version} in {folder} is here already.",
    zh: "不需要更新：{folder} 里的第 {version} 版已经都在这里了。",
  },
  updated: {
    en: "Updated to version {version} from {folder}.",
    zh: "已更新到第 {version} 版，来自 {folder}。",
  },
  wouldUpdate: {
    en: "Would update to version {version} from {folder}. Nothing has changed.",
    zh: "将更新到第 {version} 版，来自 {folder}。现在什么都没有改动。",
  },
  replaced: { en: "Replaced: {count}", zh: "已替换：{count}" },
  added: { en: "New: {count}", zh: "新增：{count}" },
  dropped: {
    en: "Removed, because the course no longer has them: {count}",
    zh: "已删除（课程里不再有）：{count}",
  },
  kept: {
    en: "Kept, because you changed them: {count}",
    zh: "保留（你改过）：{count}",
  },
  moved: {
    en: "Yours, moved to a new name: {count}",
    zh: "你的文件，改用新名字：{count}",
  },
  renamed: {
    en: "Yours, with the new names of lessons in them: {count}",
    zh: "你的文件，其中各课的名字已换成新的：{count}",
  },
  aside: {
    en: "Yours, of lessons that the course no longer has: {count}",
    zh: "你的文件，所属的课已从课程中去掉：{count}",
  },
  newBeside: {
    en: "{path} (the new one is {beside})",
    zh: "{path}（新版是 {beside}）",
  },
  backup: {
    en: "What was here before is in {backup}",
    zh: "更新前的文件在 {backup}",
  },
  failed: {
    en: "Cannot finish the update: expected files that can be replaced, got " +
      "{reason}; mend that and run deno task update again, which goes on " +
      "from here",
    zh: "更新没有完成：有文件无法替换：{reason}；" +
      "请解决后再次运行 deno task update，它会从这里继续",
  },
  pending: {
    en: "An update was interrupted. Without --dry-run, it is finished first.",
    zh: "上次更新中断了。不加 --dry-run 运行，会先完成它。",
  },
} satisfies Record<string, Record<Language, string>>;

/** Something to say: its name and what its {names} stand for. */
export type Said = [
  name: keyof typeof texts,
  values?: Record<string, string | number | Said>,
];

/** Says something in a language. */
export function say(language: Language, ...[name, values = {}]: Said): string {
  return texts[name][language].replaceAll(
    /\{(\w+)\}/g,
    (whole, key) => {
      const value = values[key] ?? whole;
      return Array.isArray(value) ? say(language, ...value) : String(value);
    },
  );
}

/** Something that the user can mend. */
export class UpdateError extends Error {
  /** What to say of it. */
  readonly said: Said;

  constructor(...said: Said) {
    super(say("en", ...said));
    this.said = said;
  }
}
