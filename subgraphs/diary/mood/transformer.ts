import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { ConfigError } from '#platform/config';
import { analysisOf, type Judge } from './analysis.ts';
import { EMOTIONS, type MoodAnalyzer } from './analyzer.ts';
import { emotionOf } from './labels.ts';

/**
 * A text classifier as it comes from Hugging Face, in a local folder: config.json with the labels, tokenizer.json, and the
 * network as ONNX. Refused with a ConfigError by the name of MOOD_MODEL.
 */
interface Folder {
  readonly path: string;
  /** Places in EMOTIONS, by the output. */
  readonly emotions: readonly number[];
  /** Several labels may hold at once: each output is a probability of its own. */
  readonly isMultiLabel: boolean;
  /** In tokens. */
  readonly longest: number;
  readonly tokenizer: object;
  readonly tokenizerConfig: object;
  /** The file of the network. */
  readonly network: string;
}

/** Where Optimum and Transformers.js put it. */
const NETWORKS = ['model.onnx', 'onnx/model.onnx'];
/** What nearly all encoders take. */
const LONGEST = 512;

export const transformerAnalyzer = async (path: string): Promise<MoodAnalyzer> => {
  const folder = readFolder(path);
  const [{ Tokenizer }, onnx] = await libraries(path);
  // threads of its own would need shared memory, and there are several of us
  onnx.env.wasm.numThreads = 1;
  const session = await onnx.InferenceSession.create(readFileSync(folder.network)).catch((error: unknown) => {
    throw refusal(path, `its ${folder.network} can't be loaded (${(error as Error).message})`);
  });
  const tokenizer = new Tokenizer(folder.tokenizer, folder.tokenizerConfig);

  const judge: Judge = {
    async score({ text }) {
      const ids = shortened(tokenizer.encode(text).ids, folder.longest);
      const inputs = Object.fromEntries(
        session.inputNames.map((name) => [name, new onnx.Tensor('int64', valuesOf(name, ids), [1, ids.length])]),
      );
      return sharesOf(await logitsOf(session, inputs), folder);
    },
    // it has seen more words than it could count
    rarityOf: () => 1,
  };
  return {
    modelVersion: await versionOf(path),
    analyze: (text) => analysisOf(text, judge),
    close: () => session.release(),
  };
};

/** Goes up when the same model makes another analysis. */
const READING = 1;

/** Changes with any of the files. */
export const versionOf = async (path: string): Promise<string> => {
  const { network } = readFolder(path);
  const hash = createHash('sha256');
  for (const file of [join(path, 'config.json'), join(path, 'tokenizer.json'), network])
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return `transformer-${READING}-${hash.digest('hex').slice(0, 12)}`;
};

interface ClassifierConfig {
  readonly id2label?: Readonly<Record<string, string>>;
  readonly problem_type?: string;
}

export const readFolder = (path: string): Folder => {
  const read = (file: string): object => {
    try {
      return JSON.parse(readFileSync(join(path, file), 'utf8')) as object;
    } catch (error) {
      throw refusal(path, `its ${file} can't be read (${(error as Error).message})`);
    }
  };
  const { id2label = {}, problem_type: kind } = read('config.json') as ClassifierConfig;
  const tokenizer = read('tokenizer.json');
  const tokenizerConfig = existsSync(join(path, 'tokenizer_config.json')) ? read('tokenizer_config.json') : {};
  const network = NETWORKS.map((file) => join(path, file)).find(existsSync);
  if (network === undefined) throw refusal(path, `it has no ${NETWORKS.join(' or ')}`);

  const labels = Object.keys(id2label).map((_, output) => id2label[output] ?? '');
  if (labels.length === 0) throw refusal(path, 'its config.json has no id2label');
  const emotions = labels.map((label) => {
    const emotion = emotionOf(label);
    if (emotion === undefined) throw refusal(path, `its label ${JSON.stringify(label)} is none of an emotion`);
    return EMOTIONS.indexOf(emotion);
  });
  const { model_max_length: longest = LONGEST } = tokenizerConfig as { readonly model_max_length?: number };
  return {
    ...{ path, emotions, tokenizer, tokenizerConfig, network },
    isMultiLabel: kind === 'multi_label_classification',
    // where it is not limited, the file says 10³⁰
    longest: Math.min(longest, LONGEST),
  };
};

const refusal = (path: string, why: string): ConfigError =>
  new ConfigError(
    `MOOD_MODEL is ${JSON.stringify(path)}, but must be: bundled, or the folder of a text classifier; ${why}.`,
  );

/** They are installed by whoever wants them. */
const libraries = async (path: string) => {
  try {
    return await Promise.all([import('@huggingface/tokenizers'), import('onnxruntime-web')]);
  } catch {
    throw refusal(path, 'which needs npm install @huggingface/tokenizers onnxruntime-web');
  }
};

/** Too long a text loses its end, but not the mark there. */
const shortened = (ids: readonly number[], longest: number): readonly number[] =>
  ids.length <= longest ? ids : [...ids.slice(0, longest - 1), ids.at(-1)!];

const valuesOf = (input: string, ids: readonly number[]): BigInt64Array => {
  if (input === 'input_ids') return BigInt64Array.from(ids, BigInt);
  return new BigInt64Array(ids.length).fill(input === 'attention_mask' ? 1n : 0n);
};

const logitsOf = async (session: InferenceSession, inputs: Readonly<Record<string, Tensor>>): Promise<Float32Array> => {
  const outputs = await session.run(inputs);
  return (outputs.logits ?? outputs[session.outputNames[0]!])!.data as Float32Array;
};

/** The labels' probabilities, added up by the emotion that they stand for. */
const sharesOf = (logits: Float32Array, { emotions, isMultiLabel }: Folder): Float64Array => {
  const highest = Math.max(...logits);
  const shares = new Float64Array(EMOTIONS.length);
  emotions.forEach((emotion, output) => {
    const logit = logits[output]!;
    shares[emotion]! += isMultiLabel ? 1 / (1 + Math.exp(-logit)) : Math.exp(logit - highest);
  });
  const total = shares.reduce((sum, share) => sum + share);
  return shares.map((share) => share / total);
};
