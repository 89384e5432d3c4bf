import type { MoodAnalyzer } from './analyzer.ts';
import { bundledAnalyzer } from './bundled.ts';
import * as bundled from './model/files.ts';

/** As MOOD_MODEL names it: the one that comes with the code, or a folder. */
export type Model = string;
export const BUNDLED: Model = 'bundled';

/** Loaded by those only who use one. */
const transformer = () => import('./transformer.ts');

export const openModel = async (model: Model): Promise<MoodAnalyzer> =>
  model === BUNDLED ? bundledAnalyzer() : (await transformer()).transformerAnalyzer(model);

export const modelVersion = async (model: Model): Promise<string> =>
  model === BUNDLED ? bundled.modelVersion() : (await transformer()).versionOf(model);

/** Rejects with a ConfigError when it is a folder that can't be used. */
export const checkModel = async (model: Model): Promise<void> => {
  if (model !== BUNDLED) (await transformer()).readFolder(model);
};
