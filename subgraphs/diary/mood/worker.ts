/** What runs in each thread of workerAnalyzer. */
import { Tinypool } from 'tinypool';
import type { Analysis } from './analyzer.ts';
import { type Model, openModel } from './models.ts';

const { analyze: analyzeHere } = await openModel(Tinypool.workerData as Model);

export const analyze = (text: string): Promise<Analysis> => analyzeHere(text);
