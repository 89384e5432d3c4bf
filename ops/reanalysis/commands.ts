import type { MoodAnalyzer } from '../../subgraphs/diary/mood/analyzer.ts';
import type { Matrix } from '../../subgraphs/diary/mood/reanalysis/comparison.ts';
import type { Parts } from '../../subgraphs/diary/mood/reanalysis/living.ts';
import { type ReanalysisReport, reportOf } from '../../subgraphs/diary/mood/reanalysis/report.ts';
import { rereadAll } from '../../subgraphs/diary/mood/reanalysis/rereading.ts';
import { dropShadow, switchToShadow } from '../../subgraphs/diary/mood/reanalysis/switching.ts';

export type Command = 'prepare' | 'report' | 'switch' | 'drop';

type Say = (line: string) => void;

/** Does it, says what became of it, and answers with the exit code: 1 where something is left to do. */
type Work = (
  parts: Parts,
  analyzer: MoodAnalyzer,
  given: { readonly say: Say; readonly json: boolean },
) => Promise<number>;

/** How often it is said how far it is, in entries. */
const SAID_EVERY = 1_000;
/** How often a switch goes after what was written while it was at work. */
const ROUNDS = 3;

export const COMMANDS: Readonly<Record<Command, Work>> = {
  async prepare(parts, analyzer, { say }) {
    await prepare(parts, analyzer, say);
    return 0;
  },

  async report(parts, { modelVersion }, { say, json }) {
    const report = await reportOf(parts, modelVersion);
    for (const line of json ? [JSON.stringify(report, null, 2)] : linesOf(report)) say(line);
    return 0;
  },

  async switch(parts, analyzer, { say }) {
    const { modelVersion } = analyzer;
    for (let round = 1; ; round++) {
      await prepare(parts, analyzer, say);
      const { recorded, left } = await switchToShadow(parts, modelVersion, ({ recorded }) => {
        if (recorded > 0 && recorded % SAID_EVERY === 0) say(`${recorded} entries switched …`);
      });
      say(`${recorded} entries are shown as ${modelVersion} reads them.`);
      if (left === 0) return 0;
      if (round < ROUNDS) continue;
      say(`${left} were read by another model meanwhile: restart what still uses it, and switch again.`);
      return 1;
    }
  },

  async drop(parts, _, { say }) {
    say(`${await dropShadow(parts)} readings forgotten.`);
    return 0;
  },
};

const prepare = async (parts: Parts, analyzer: MoodAnalyzer, say: Say): Promise<void> => {
  const { entries, shadowed, shown } = await rereadAll(parts, analyzer, ({ entries }) => {
    if (entries % SAID_EVERY === 0) say(`${entries} entries …`);
  });
  say(`${entries} entries: ${shadowed} prepared as ${analyzer.modelVersion} reads them, ${shown} shown so already.`);
};

const linesOf = ({ modelVersion, moods, unread, portraits }: ReanalysisReport): string[] => [
  `${moods.entries} entries as ${modelVersion} reads them, beside what people see; ${unread} were not read before.`,
  `${moods.changed} have another dominant emotion (from, to, entries):`,
  ...pairsOf(moods.dominant),
  'Valence and arousal, by how much on average:',
  ...Object.entries(moods.languages).map(
    ([language, { entries, valence, arousal }]) =>
      `  ${language.padEnd(4)} ${signed(valence)} ${signed(arousal)}  of ${entries}`,
  ),
  `${portraits.changed} of ${portraits.compared} portraits would lead with another archetype (from, to, people):`,
  ...pairsOf(portraits.archetypes),
  'The entries that change most, from 0 (not at all) to 1 (nothing in common):',
  ...moods.most.map(({ entryId, distance }) => `  ${distance.toFixed(2)}  ${entryId}`),
];

/** Those that change; the most frequent first. */
const pairsOf = (matrix: Matrix): string[] =>
  Object.entries(matrix)
    .flatMap(([from, row]) => Object.entries(row).map(([to, count]) => ({ from, to, count })))
    .filter(({ from, to }) => from !== to)
    .sort((a, b) => b.count - a.count)
    .map(({ from, to, count }) => `  ${from} → ${to}  ${count}`);

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
