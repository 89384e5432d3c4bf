import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '#platform/config';
import { checkModel } from './models.ts';
import { tinyNetwork } from './onnx.fixture.ts';
import { transformerAnalyzer } from './transformer.ts';
import { workerAnalyzer } from './workers.ts';

const LABELS = ['admiration', 'grief', 'neutral', 'Annoyance', 'anger'];
const WORDS: Readonly<Record<string, readonly number[]>> = {
  '[UNK]': [0, 0, 1, 0, 0],
  hurray: [9, 0, 0, 0, 0],
  alas: [0, 9, 0, 0, 0],
  grr: [0, 0, 2, 1.9, 1.9],
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metachat-model-'));
  await writeModel();
});
afterAll(() => rm(folder, { recursive: true }));

const writeModel = async (config: object = {}) => {
  const id2label = Object.fromEntries(LABELS.entries());
  const vocab = Object.fromEntries(Object.keys(WORDS).map((word, id) => [word, id]));
  await write('config.json', JSON.stringify({ id2label, ...config }));
  await write(
    'tokenizer.json',
    JSON.stringify({
      ...{ version: '1.0', truncation: null, padding: null, added_tokens: [], post_processor: null, decoder: null },
      ...{ normalizer: { type: 'Lowercase' }, pre_tokenizer: { type: 'Whitespace' } },
      model: { type: 'WordLevel', vocab, unk_token: '[UNK]' },
    }),
  );
  await write('tokenizer_config.json', JSON.stringify({ unk_token: '[UNK]' }));
  await write('model.onnx', tinyNetwork(Object.values(WORDS)));
};
const write = (file: string, content: string | Uint8Array) => writeFile(join(folder, file), content);

describe('a transformer from a folder', () => {
  it('judges, and its labels count for the emotions that they belong to', async () => {
    const analyzer = await transformerAnalyzer(folder);
    expect(await analyzer.analyze('Hurray!')).toMatchObject({ dominant: 'JOY', language: 'en' });
    expect(await analyzer.analyze('Alas, alas.')).toMatchObject({ dominant: 'SADNESS', keywords: ['alas'] });
    // neither of the two alone is as likely as neutral
    const { dominant, emotions } = await analyzer.analyze('Grr');
    expect([dominant, emotions.ANGER > 0.5]).toEqual(['ANGER', true]);
    expect(await analyzer.analyze('')).toMatchObject({ dominant: 'NEUTRAL', confidence: 0 });
    await analyzer.close();
  });

  it('takes a text of any length', async () => {
    const analyzer = await transformerAnalyzer(folder);
    expect((await analyzer.analyze('😀'.repeat(5_000))).dominant).toBe('NEUTRAL');
    await analyzer.close();
  });

  it('says the same from a thread, by the same version', async () => {
    const [here, there] = [await transformerAnalyzer(folder), await workerAnalyzer(folder)];
    expect(there.modelVersion).toBe(here.modelVersion);
    expect(await there.analyze('Hurray, alas')).toEqual(await here.analyze('Hurray, alas'));
    await Promise.all([here.close(), there.close()]);
  });

  it('reads several labels at once where they are made for it', async () => {
    const before = (await transformerAnalyzer(folder)).modelVersion;
    await writeModel({ problem_type: 'multi_label_classification' });
    const analyzer = await transformerAnalyzer(folder);
    expect(analyzer.modelVersion).not.toBe(before);
    // sigmoids: 1 beside four of a half, one of them anger twice
    expect((await analyzer.analyze('Hurray')).emotions.JOY).toBeCloseTo(1 / 3, 2);
    await analyzer.close();
    await writeModel();
  });
});

describe('a folder that can not be used', () => {
  const refusalOf = async (path: string): Promise<string> => {
    const error = await checkModel(path).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  };

  it('is refused by name, and what comes with the code is not', async () => {
    await checkModel('bundled');
    await checkModel(folder);
    expect(await refusalOf(join(folder, 'absent'))).toMatch(/^MOOD_MODEL is ".+absent", but must be: .+config\.json/);
    await write('config.json', '{');
    expect(await refusalOf(folder)).toMatch(/config\.json can't be read/);
    await write('config.json', '{}');
    expect(await refusalOf(folder)).toMatch(/no id2label/);
    await writeModel();
    await rm(join(folder, 'model.onnx'));
    expect(await refusalOf(folder)).toMatch(/no model\.onnx/);
    await writeModel();
  });

  it('is refused for a label that fits no emotion', async () => {
    await writeModel({ id2label: { 0: 'joy', 1: 'LABEL_1' } });
    expect(await refusalOf(folder)).toMatch(/label "LABEL_1"/);
    await writeModel();
  });

  it('is refused for a network that is none', async () => {
    await write('model.onnx', 'not a network');
    await expect(transformerAnalyzer(folder)).rejects.toThrow(/^MOOD_MODEL is .+model\.onnx can't be loaded/);
    await writeModel();
  });
});
