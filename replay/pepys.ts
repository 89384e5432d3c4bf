import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type HTMLElement, parse } from 'node-html-parser';

/** A dated entry of the diary of Samuel Pepys. */
export interface PepysEntry {
  /** The article's id in the book, unique. */
  readonly key: string;
  /** Day in today's calendar, `YYYY-MM-DD`: ten days after the one that Pepys wrote. Of several days, the first. */
  readonly date: string;
  /** The month as the chapter names it and the day as the entry does: `January 1659–60, 3rd`. */
  readonly title: string;
  /** A line a paragraph, without the editor's notes. */
  readonly text: string;
}

const DATED_ID = /^entry-(\d{4})-(\d{1,2})-(\d{1,2})(?:\/|$)/;
const DAY_MS = 86_400_000;

/** Reads a chapter (a month) of the Standard Ebooks edition. */
export function parseChapter(xhtml: string): PepysEntry[] {
  const document = parse(xhtml);
  for (const link of document.querySelectorAll('a')) {
    if (link.getAttribute('epub:type') === 'noteref') link.remove();
  }
  const month = plainText(document.querySelector('h2'));
  const articles = document.querySelectorAll('article');
  const dates = articles.map((article) => dateOf(article.id));

  return articles.map((article, index) => {
    // What has no date of its own looks back on the time before the entry that follows.
    const date = dates[index] ?? dayBefore(dates.slice(index).find((day) => day !== undefined));
    if (date === undefined) throw new Error(`${article.id} in ${month} has no date, and no dated entry after it`);
    return {
      key: article.id,
      date,
      title: [month, daysOf(article)].filter(Boolean).join(', '),
      text: plainText(article),
    };
  });
}

/** Reads every `chapter-<number>.xhtml` of a folder, in the book's order. */
export async function readDiary(folder: string): Promise<PepysEntry[]> {
  const numberOf = (file: string) => Number(/^chapter-(\d+)\.xhtml$/.exec(file)?.[1]);
  const files = (await readdir(folder)).filter((file) => numberOf(file) > 0).sort((a, b) => numberOf(a) - numberOf(b));
  if (files.length === 0) throw new Error(`${folder} holds no chapter-*.xhtml`);
  const chapters = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return chapters.flatMap(parseChapter);
}

/** The id says it, not `<time datetime>`: that is mistyped in three articles, by the ten days between the calendars or by one. */
function dateOf(id: string): string | undefined {
  const [, year, month, day] = DATED_ID.exec(id) ?? [];
  return year && month && day ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : undefined;
}

function dayBefore(date: string | undefined): string | undefined {
  return date && new Date(Date.parse(date) - DAY_MS).toISOString().slice(0, 10);
}

function daysOf(article: HTMLElement): string {
  const days = article.querySelectorAll('time').map(plainText);
  return days.length > 1 ? `${days[0]}–${days.at(-1)}` : (days[0] ?? '');
}

/** Drops word joiners, which only guide line breaks, and makes a space of every kind of space. */
function plainText(element: HTMLElement | null): string {
  if (!element) return '';
  return element.structuredText
    .replaceAll('\u2060', '')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}
