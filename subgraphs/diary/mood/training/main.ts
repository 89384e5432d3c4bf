/** `npm run mood:train -- FOLDER`: makes the weights again from the data sets; the same ones give the same bytes. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileOf } from '../model/files.ts';
import { encode } from '../model/weights.ts';
import { readCorpora } from './corpus.ts';
import { trained } from './experts.ts';

const HELP = `npm run mood:train -- FOLDER

Trains the mood models, which takes some minutes, and writes them beside their code. In FOLDER:
  goemotions/    train.tsv, dev.tsv   https://github.com/google-research/google-research/tree/master/goemotions/data
                 and labels.txt       (emotions.txt there)
  ru-goemotions/ ru-go-emotions-simplified-validation.csv
                                      https://huggingface.co/datasets/seara/ru_go_emotions
  brighter-ru/   rus_train.csv, rus_dev.csv
                                      https://github.com/emotion-analysis-project/SemEval2025-Task11
`;

const [folder] = process.argv.slice(2);
if (folder === undefined || !existsSync(join(folder, 'goemotions'))) {
  process.stderr.write(HELP);
  process.exit(1);
}
const corpora = readCorpora(folder);
for (const language of ['en', 'ru'] as const) {
  const began = performance.now();
  const bytes = encode(trained(language, corpora));
  writeFileSync(fileOf(language), bytes);
  const seconds = (performance.now() - began) / 1000;
  process.stdout.write(`${language}: ${(bytes.length / 1e6).toFixed(1)} MB in ${seconds.toFixed(0)} s\n`);
}
