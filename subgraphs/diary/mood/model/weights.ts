/**
 * A trained model, as it is stored: a line of JSON, then the features' hashes (32 bits each, little endian), then a byte
 * for the rarity of each, then for each a row of signed bytes, one per output.
 */
export interface Weights {
  /** The emotions of each expert, and with more than one expert, whether the first one is asked. */
  readonly outputs: number;
  /** What letters count for when words count for 1. */
  readonly letters: number;
  /** What one step of a byte is worth, by output. */
  readonly steps: readonly number[];
  readonly bias: readonly number[];
  /** The most common feature first. */
  readonly features: Int32Array;
  /** Of features: log of the share of texts without, in steps of RARITY_STEP (inverse document frequency). */
  readonly rarities: Uint8Array;
  readonly rows: Int8Array;
}

export const RARITY_STEP = 1 / 16;

export const encode = ({ features, rarities, rows, ...small }: Weights): Uint8Array => {
  const line = Buffer.from(`${JSON.stringify({ ...small, count: features.length })}\n`);
  const hashes = Buffer.alloc(features.length * 4);
  for (const [at, feature] of features.entries()) hashes.writeInt32LE(feature, at * 4);
  return Buffer.concat([line, hashes, rarities, new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength)]);
};

export const decode = (bytes: Uint8Array): Weights => {
  const start = bytes.indexOf(0x0a) + 1;
  const { count, ...small } = JSON.parse(new TextDecoder().decode(bytes.subarray(0, start))) as Omit<
    Weights,
    'features' | 'rarities' | 'rows'
  > & { readonly count: number };
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, count * 4);
  const features = new Int32Array(count);
  for (let at = 0; at < count; at++) features[at] = view.getInt32(at * 4, true);
  const rarities = bytes.subarray(start + count * 4, start + count * 5);
  const rest = bytes.subarray(start + count * 5);
  return { ...small, features, rarities, rows: new Int8Array(rest.buffer, rest.byteOffset, rest.byteLength) };
};
