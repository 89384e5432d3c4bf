import { availableParallelism } from 'node:os';
import { type Analysis, EMOTIONS, type MoodAnalyzer } from '../subgraphs/diary/mood/analyzer.ts';
import { bundledAnalyzer } from '../subgraphs/diary/mood/bundled.ts';
import { wordFeature } from '../subgraphs/diary/mood/model/features.ts';
import { vocabulary } from '../subgraphs/diary/mood/model/vocabulary.ts';
import { plain, tokensOf } from '../subgraphs/diary/mood/text/tokens.ts';
import { type Example, type Kind, readCorpora } from '../subgraphs/diary/mood/training/corpus.ts';
import { logisticRegression, logitOf } from '../subgraphs/diary/mood/training/logistic.ts';
import { highest, qualityOf } from '../subgraphs/diary/mood/training/quality.ts';
import type { Vector } from '../subgraphs/diary/mood/training/vectors.ts';
import { byCedr, byValence, valenceLexicons } from './lexicons.ts';
import { type Benchmark, type Figure, median, ms, perSecond } from './report.ts';

const WANTED: Readonly<Record<Kind, number>> = { english: 0.6, native: 0.85, translated: 0.5 };
const NAMES: Readonly<Record<Kind, string>> = {
  english: 'English',
  native: 'native Russian',
  translated: 'translated Russian',
};
const WORDS = 100;
const ENTRIES_WANTED = 2_000;
const LOAD_WANTED_MS = 200;
const SPEED_MS = 3_000;

/** The bundled mood analyser on texts that neither training nor tuning has seen, beside lexicons and a plain linear model. */
export const mood: Benchmark = {
  name: 'mood',
  needsData: true,
  async run(folder) {
    const began = performance.now();
    const analyzer = bundledAnalyzer();
    const load = performance.now() - began;
    const { english, russian } = readCorpora(folder);
    const all = [...english, ...russian];
    const heldBack = (kind: Kind) => all.filter((example) => example.isHeldBack && example.kind === kind);
    const { afinn, vader } = valenceLexicons(folder);
    const anger = EMOTIONS.indexOf('ANGER');
    const lexicons = { english: byValence(vader, anger), native: byCedr(folder), translated: byCedr(folder) };
    const linear = { english: linearOver(english), native: linearOver(russian), translated: linearOver(russian) };

    const figures: Figure[] = [];
    for (const kind of ['english', 'native', 'translated'] as const) {
      const examples = heldBack(kind);
      const gold = examples.map((example) => example.gold);
      const analyses = await each(analyzer, examples);
      const ours = qualityOf(
        analyses.map(({ dominant }) => EMOTIONS.indexOf(dominant)),
        gold,
      );
      const lexicon = qualityOf(
        examples.map(({ text }) => lexicons[kind](text)),
        gold,
      );
      const unigrams = qualityOf(
        examples.map(({ text }) => linear[kind](text)),
        gold,
      );
      figures.push(
        {
          what: `${NAMES[kind]}: macro-F1 over ${examples.length} held-back texts`,
          ...{ value: ours.macroF1.toFixed(3), wanted: `at least ${WANTED[kind]}`, met: ours.macroF1 >= WANTED[kind] },
        },
        {
          what: '  by emotion',
          value: EMOTIONS.map((emotion, at) => `${emotion} ${ours.f1[at]!.toFixed(2)}`).join(' '),
        },
        { what: `  by ${kind === 'english' ? "VADER's" : "CEDR's"} lexicon`, value: lexicon.macroF1.toFixed(3) },
        { what: '  by a plain linear model of words', value: unigrams.macroF1.toFixed(3) },
      );
      if (kind === 'english') figures.push(...valences(examples, analyses, { afinn, vader }));
    }
    return [
      ...figures,
      await agreement(analyzer, heldBack('translated')),
      ...(await speeds(analyzer, { English: heldBack('english'), Russian: heldBack('native') })),
      { what: 'load', value: ms(load), wanted: `under ${LOAD_WANTED_MS} ms`, met: load < LOAD_WANTED_MS },
    ];
  },
};

const each = async (analyzer: MoodAnalyzer, examples: readonly Example[]): Promise<Analysis[]> => {
  const analyses: Analysis[] = [];
  for (const { text } of examples) analyses.push(await analyzer.analyze(text));
  return analyses;
};

/** Logistic regression on single words, without anything else: what a first attempt would be. */
const linearOver = (examples: readonly Example[]): ((text: string) => number) => {
  const wordsOf = (text: string) => [...new Set(tokensOf(plain(text)).map((token) => wordFeature(token.text)))];
  const open = examples.filter(({ isHeldBack }) => !isHeldBack);
  const known = vocabulary(Int32Array.from(new Set(open.flatMap(({ text }) => wordsOf(text)))));
  const vectorOf = (text: string): Vector => {
    const columns = Uint32Array.from(
      wordsOf(text)
        .map(known.rowOf)
        .filter((row) => row >= 0),
    );
    return { columns, values: new Float32Array(columns.length).fill(1) };
  };
  const vectors = open.map(({ text }) => vectorOf(text));
  const regressions = EMOTIONS.map((_, emotion) =>
    logisticRegression(
      open.map(({ gold }, at) => ({ vector: vectors[at]!, isPositive: gold.includes(emotion), cost: 1 })),
      known.size,
    ),
  );
  return (text) => highest(regressions.map((regression) => logitOf(regression, vectorOf(text))));
};

/** How well two valences go together; the lexicons' own agreement is the peer. */
const valences = (
  examples: readonly Example[],
  analyses: readonly Analysis[],
  { afinn, vader }: ReturnType<typeof valenceLexicons>,
): Figure[] => {
  const ours = analyses.map(({ valence }) => valence);
  const [byAfinn, byVader] = [afinn, vader].map((lexicon) => examples.map(({ text }) => lexicon(text))) as [
    number[],
    number[],
  ];
  return [
    { what: '  valence: correlation with AFINN', value: correlation(ours, byAfinn).toFixed(2) },
    { what: '  valence: correlation with VADER', value: correlation(ours, byVader).toFixed(2) },
    { what: '  valence: correlation of AFINN with VADER', value: correlation(byAfinn, byVader).toFixed(2) },
  ];
};

/** Pearson's. */
const correlation = (a: readonly number[], b: readonly number[]): number => {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [middleA, middleB] = [mean(a), mean(b)];
  const covariance = mean(a.map((value, at) => (value - middleA) * (b[at]! - middleB)));
  const variance = (values: readonly number[], middle: number) => mean(values.map((value) => (value - middle) ** 2));
  return covariance / Math.sqrt(variance(a, middleA) * variance(b, middleB));
};

const agreement = async (analyzer: MoodAnalyzer, translations: readonly Example[]): Promise<Figure> => {
  let same = 0;
  for (const { text, original } of translations) {
    const [here, there] = [await analyzer.analyze(text), await analyzer.analyze(original!)];
    if (here.dominant === there.dominant) same++;
  }
  const share = same / translations.length;
  return {
    what: `the same dominant emotion in both languages, ${translations.length} aligned texts`,
    value: share.toFixed(3),
  };
};

/** Entries of a hundred words for each second of CPU time, which what else the machine does can't spoil as much. */
const speeds = async (
  analyzer: MoodAnalyzer,
  languages: Readonly<Record<string, readonly Example[]>>,
): Promise<Figure[]> => {
  const figures: Figure[] = [];
  for (const [language, examples] of Object.entries(languages)) {
    const words = examples.flatMap(({ text }) => text.split(/\s+/));
    const entries = Array.from({ length: Math.floor(words.length / WORDS) }, (_, at) =>
      words.slice(at * WORDS, (at + 1) * WORDS).join(' '),
    );
    const rates: number[] = [];
    const end = performance.now() + SPEED_MS;
    while (performance.now() < end) {
      const began = process.cpuUsage();
      for (const entry of entries) await analyzer.analyze(entry);
      const { user, system } = process.cpuUsage(began);
      rates.push(entries.length / ((user + system) / 1e6));
    }
    const rate = median(rates);
    figures.push({
      what: `${language} entries of ${WORDS} words, one core of ${availableParallelism()}`,
      ...{
        value: perSecond(rate),
        wanted: `at least ${ENTRIES_WANTED.toLocaleString('en')}/s`,
        met: rate >= ENTRIES_WANTED,
      },
    });
  }
  return figures;
};
