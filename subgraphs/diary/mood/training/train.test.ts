import { describe, expect, it } from 'vitest';
import { EMOTIONS } from '../analyzer.ts';
import { classifier } from '../model/classifier.ts';
import { decode, encode } from '../model/weights.ts';
import { chunksOf, plain, tokensOf } from '../text/tokens.ts';
import { qualityOf } from './quality.ts';
import { type Lesson, train } from './train.ts';
import { wordByWord } from './translation.ts';

const [joy, anger, neutral] = ['JOY', 'ANGER', 'NEUTRAL'].map((emotion) => EMOTIONS.indexOf(emotion as 'JOY'));

/** Two kinds of text, in which the same word means different things; each emotion is somewhere. */
const lessons = [0, 1].flatMap((expert) =>
  Array.from({ length: 5 }, (): Lesson[] => [
    { text: `sun ${expert} kind${expert}`, gold: [expert === 0 ? joy! : anger!], expert, cost: 10 },
    { text: `stone ${expert} kind${expert}`, gold: [neutral!], expert, cost: 10 },
    ...EMOTIONS.map((emotion, at) => ({ text: `${emotion} kind${expert}`, gold: [at], expert, cost: 10 })),
  ]).flat(),
);

const dominantOf = (bytes: Uint8Array, text: string) => {
  const read = plain(text);
  const shares = classifier(decode(bytes)).score(tokensOf(read), chunksOf(read))!;
  expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 9);
  return EMOTIONS[shares.indexOf(Math.max(...shares))];
};

describe('training', () => {
  it('makes the same bytes each time, by which what was learnt is known again', () => {
    const bytes = encode(train(lessons, ['by-odds', 'plain'], 1));
    expect(encode(train(lessons, ['by-odds', 'plain'], 1))).toEqual(bytes);
    expect(dominantOf(bytes, 'stone')).toBe('NEUTRAL');
    expect(dominantOf(bytes, 'surprise')).toBe('SURPRISE');
  });

  it('asks the expert for the kind of text', () => {
    const bytes = encode(train(lessons, ['by-odds', 'plain'], 1));
    expect(dominantOf(bytes, 'sun 0 kind0')).toBe('JOY');
    expect(dominantOf(bytes, 'sun 1 kind1')).toBe('ANGER');
  });
});

describe('what is found', () => {
  it('is right when it is among the gold ones, and missed in shares when it is not', () => {
    expect(qualityOf([joy!, anger!], [[joy!, anger!], [anger!]])).toMatchObject({ accuracy: 1 });
    // anger: one of one and a half; joy: none of a half
    const { f1, accuracy } = qualityOf([anger!, neutral!], [[anger!], [anger!, joy!]]);
    expect([accuracy, f1[anger!], f1[joy!]]).toEqual([0.5, 1 / (1 + 0.5 / 2), 0]);
  });
});

describe('word by word', () => {
  it('is learnt from pairs, and what is mostly unknown is left out', () => {
    const pairs = ['red house', 'red cat', 'big house', 'big cat'].map((from) => ({
      from,
      to: from.replace('red', 'красный').replace('big', 'большой').replace('house', 'дом').replace('cat', 'кот'),
    }));
    const translate = wordByWord(pairs, 1);
    expect(translate('big red cat!')).toBe('большой красный кот !');
    expect(translate('a green bird and a cat')).toBeNull();
  });
});
