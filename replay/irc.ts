import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A line that somebody said, ready to be sent as a message. */
export interface ChatLine {
  /** Its line in the file, from 0: what annotations refer to. */
  readonly index: number;
  readonly speaker: string;
  readonly text: string;
  /** The line that it answers, always an earlier one that is in the log itself. */
  readonly replyTo: number | undefined;
}

/** One log of the IRC disentanglement data set, with what of it is not sent, counted. */
export interface ChatLog {
  readonly name: string;
  readonly lines: readonly ChatLine[];
  readonly notSent: {
    /** Joins, parts, changes of name: `=== …`. */
    readonly system: number;
    readonly empty: number;
    readonly unreadable: number;
  };
  /** Gold links that no message carries. */
  readonly links: {
    /** Links to or from a line that is not sent. */
    readonly toUnsent: number;
    /** A message answers one other: of several gold links the nearest counts. */
    readonly surplus: number;
  };
}

const SPOKEN = /^\[\d\d:\d\d\] <([^>]+)>(.*)$/;
const ACTION = /^\[\d\d:\d\d\]\s+\* (\S+)(.*)$/;

/**
 * Reads a log and its gold links. A link is a pair of line numbers, of which the later one answers the earlier one; a
 * line linked to itself starts a conversation.
 */
export function parseChatLog(name: string, transcript: string, annotation: string): ChatLog {
  const notSent = { system: 0, empty: 0, unreadable: 0 };
  const spoken = new Map<number, { speaker: string; text: string }>();
  for (const [index, line] of linesOf(transcript).entries()) {
    if (line.startsWith('===')) {
      notSent.system += 1;
      continue;
    }
    const said = parseLine(line);
    if (said === undefined) notSent.unreadable += 1;
    else if (said.text === '') notSent.empty += 1;
    else spoken.set(index, said);
  }

  const links = { toUnsent: 0, surplus: 0 };
  const answers = new Map<number, number>();
  for (const [answered, answer] of parseLinks(name, annotation)) {
    if (answered === answer) continue;
    if (!spoken.has(answered) || !spoken.has(answer)) {
      links.toUnsent += 1;
      continue;
    }
    if (answers.has(answer)) links.surplus += 1;
    answers.set(answer, Math.max(answered, answers.get(answer) ?? answered));
  }

  const lines = [...spoken].map(([index, said]) => ({ index, ...said, replyTo: answers.get(index) }));
  return { name, lines, notSent, links };
}

/** Reads every `<name>.ascii.txt` of a folder with its `<name>.annotation.txt`, by name. */
export async function readChatLogs(folder: string): Promise<ChatLog[]> {
  const suffix = '.ascii.txt';
  const names = (await readdir(folder))
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length));
  if (names.length === 0) throw new Error(`${folder} holds no *${suffix}`);
  return Promise.all(
    names.sort().map(async (name) => {
      const transcript = await readFile(join(folder, name + suffix), 'utf8');
      const annotation = await readFile(join(folder, `${name}.annotation.txt`), 'utf8');
      return parseChatLog(name, transcript, annotation);
    }),
  );
}

function parseLine(line: string): { speaker: string; text: string } | undefined {
  const spoken = SPOKEN.exec(line);
  if (spoken) return { speaker: spoken[1]!, text: spoken[2]!.trim() };
  const action = ACTION.exec(line);
  return action ? { speaker: action[1]!, text: `* ${action[1]} ${action[2]!.trim()}` } : undefined;
}

/** Pairs with the earlier line first. */
function parseLinks(name: string, annotation: string): [number, number][] {
  return linesOf(annotation).map((line) => {
    const [one, other] = line.split(/\s+/).map(Number);
    if (!Number.isInteger(one) || !Number.isInteger(other)) throw new Error(`${name}: "${line}" is not a link`);
    return [Math.min(one!, other!), Math.max(one!, other!)];
  });
}

function linesOf(file: string): string[] {
  const lines = file.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
