import { analysisOf, type Judge } from './analysis.ts';
import type { MoodAnalyzer } from './analyzer.ts';
import { classifier } from './model/classifier.ts';
import { readModel } from './model/files.ts';
import { chunksOf } from './text/tokens.ts';

/** The analyser that comes with the code: no download, no service. Analyses in the thread that asks. */
export const bundledAnalyzer = (): MoodAnalyzer => {
  const { version, weights } = readModel();
  const classifiers = { en: classifier(weights.en), ru: classifier(weights.ru) };
  const judge: Judge = {
    score({ alphabet, plain, tokens, isUnderstood }) {
      if (isUnderstood) return classifiers[alphabet].score(tokens, chunksOf(plain));
      // an emoji means the same in every language
      const faces = tokens.filter(({ kind }) => kind === 'face');
      return classifiers[alphabet].score(
        faces,
        faces.map(({ text }) => text),
      );
    },
    rarityOf: ({ word, language }) => Math.log2(2 + classifiers[language].rankOf(word)),
  };
  return {
    modelVersion: version,
    analyze: (text) => analysisOf(text, judge),
    close: async () => {},
  };
};
