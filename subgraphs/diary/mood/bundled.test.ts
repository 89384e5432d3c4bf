import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Emotion, Language } from './analyzer.ts';
import { bundledAnalyzer } from './bundled.ts';
import { fileOf } from './model/files.ts';

const analyzer = bundledAnalyzer();
const { analyze } = analyzer;
const dominantOf = async (text: string) => (await analyze(text)).dominant;

/** Plain sentences, in no data set. */
const SENTENCES: Readonly<Record<Language, Readonly<Record<Emotion, readonly string[]>>>> = {
  en: {
    JOY: ['I am so happy today!', 'Thank you, that was the best birthday ever.', 'I love this little house.'],
    SADNESS: ['I feel so lonely and sad.', 'I miss my grandmother so much.', 'I am sorry, I regret it deeply.'],
    ANGER: ['I am furious at my boss.', 'This makes me so angry, how dare they!', 'I hate how he treats me.'],
    FEAR: ['I am afraid of the dark.', 'I was terrified when the lights went out.', 'I am scared to lose my job.'],
    DISGUST: ['The smell in there was disgusting.', 'That is gross.', 'The food was revolting.'],
    SURPRISE: ['Wow, what a surprise!', 'I was surprised to see her there.', 'I wonder why he never answered.'],
    NEUTRAL: ['The meeting starts at nine.', 'He lives on the second floor.', 'The report is on the table.'],
  },
  ru: {
    JOY: ['Я так счастлива сегодня!', 'Обожаю наш маленький дом.', 'Спасибо, это был лучший день рождения!'],
    SADNESS: ['Мне так грустно и одиноко.', 'Я очень скучаю по бабушке.', 'Я плакала всю ночь.'],
    ANGER: ['Как же он меня бесит!', 'Ненавижу, когда мне врут.', 'Он раздражает меня каждый день.'],
    FEAR: ['Я боюсь темноты.', 'Мне страшно потерять работу.', 'Я очень боюсь экзамена.'],
    DISGUST: ['Какой отвратительный запах.', 'Фу, какая гадость!', 'Мне противно на это смотреть.'],
    SURPRISE: ['Ого, вот это неожиданно!', 'Я удивилась, когда увидела её там.', 'Не могу поверить, вот это сюрприз!'],
    NEUTRAL: ['Совещание начинается в девять.', 'Отчёт лежит на столе.', 'Он живёт на втором этаже.'],
  },
};

describe('the bundled analyser', () => {
  it.each(['en', 'ru'] as const)('understands what is plainly said in %s', async (language) => {
    const wrong: string[] = [];
    for (const [emotion, sentences] of Object.entries(SENTENCES[language]))
      for (const text of sentences) if ((await dominantOf(text)) !== emotion) wrong.push(text);
    expect(wrong.length, wrong.join('\n')).toBeLessThanOrEqual(4);
  });

  it.each(['I am not happy.', 'I am not happy at all', 'Я не рад.', 'Я совсем не счастлив'])(
    'knows that negation turns what is said: %s',
    async (text) => {
      expect(await dominantOf(text)).not.toBe('JOY');
      expect((await analyze(text)).valence).toBeLessThan((await analyze(text.replace(/ not| не/, ''))).valence);
    },
  );

  it('understands faces, beside words and alone', async () => {
    const faces = {
      '😀': 'JOY',
      '❤️': 'JOY',
      ':)': 'JOY',
      '😭': 'SADNESS',
      ':(': 'SADNESS',
      '😡': 'ANGER',
      '😱': 'FEAR',
    };
    for (const [face, emotion] of Object.entries(faces)) expect(await dominantOf(face), face).toBe(emotion);
    expect(await analyze('😭')).toMatchObject({ language: 'und', topics: [], keywords: [] });
    // in a language that it does not know
    expect(await dominantOf('Das Haus ist heute wieder so leer und kalt geworden, 😭😭')).toBe('SADNESS');
  });

  it('says what it can not read', async () => {
    for (const text of ['', '   \n', '今日は雨。', '\u0000'])
      expect(await analyze(text), text).toMatchObject({ dominant: 'NEUTRAL', language: 'und', valence: 0, topics: [] });
    expect(await analyze('123')).toMatchObject({ dominant: 'NEUTRAL', language: 'und' });
    expect((await analyze('')).confidence).toBe(0);
    const german = 'Ich bin heute sehr traurig, weil meine Oma gestern gestorben ist.';
    expect(await analyze(german)).toMatchObject({ language: 'und', confidence: 0, keywords: [] });
  });

  it('gives numbers in their ranges for anything', async () => {
    const lone = '\ud83d';
    for (const text of [
      '...',
      '!!!',
      '((((',
      `${lone} happy ${lone}`,
      'sad \u0000 sad',
      'a'.repeat(5_000),
      'é ё \u0301',
    ]) {
      const { emotions, valence, arousal, confidence } = await analyze(text);
      const shares = Object.values(emotions);
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
      expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 2);
      expect(Math.max(Math.abs(valence), Math.abs(arousal), confidence)).toBeLessThanOrEqual(1);
    }
    expect(await dominantOf(`I am happy ${lone}`)).toBe('JOY');
  });

  it('reads both languages in one text, and names the one that there is more of', async () => {
    const mixed = 'Сегодня был прекрасный день, мы все очень рады. It was fun!';
    expect(await analyze(mixed)).toMatchObject({ dominant: 'JOY', language: 'ru' });
    expect((await analyze('I am so happy with my friends today. Ура!')).language).toBe('en');
  });

  it('finds the feeling in a long entry, by its sentences', async () => {
    const plain = 'I went to the shop and bought bread. The bus came at nine. ';
    const felt = 'I cried all night, I feel so sad and so lonely without her. ';
    expect(await dominantOf(plain.repeat(4))).toBe('NEUTRAL');
    expect((await analyze(plain.repeat(4) + felt.repeat(3))).valence).toBeLessThan(-0.1);
  });

  it('reads 100,000 characters, of sentences or of nothing else', { timeout: 20_000 }, async () => {
    const sentence = 'I am so happy with my friends. ';
    expect(await dominantOf(sentence.repeat(100_000 / sentence.length))).toBe('JOY');
    for (const one of ['a', '(', '!', ' ', "n't ", '😀', 'a.']) {
      const began = performance.now();
      await analyze(one.repeat(100_000 / one.length));
      expect(performance.now() - began, one).toBeLessThan(5_000);
    }
  });

  it('names topics and the words that it is about, without the common ones', async () => {
    const { topics, keywords } = await analyze('My boss at the office wants another meeting. The office was loud.');
    expect(topics).toEqual(['work']);
    expect(keywords).toContain('office');
    expect(keywords).not.toContain('the');
    expect((await analyze('Вечером мы с мамой и сестрой смотрели кино.')).topics).toEqual(['family', 'art']);
    const many = Array.from({ length: 30 }, (_, at) => `word${'abcdefghijklmnopqrstuvwxyzabcdef'.slice(at, at + 3)}`);
    expect((await analyze(many.join(' '))).keywords.length).toBeLessThanOrEqual(10);
  });

  it('says the same each time, by a version that its files make', async () => {
    const again = bundledAnalyzer();
    expect(again.modelVersion).toBe(analyzer.modelVersion);
    expect(await again.analyze('I was surprised. 😮')).toEqual(await analyze('I was surprised. 😮'));
  });

  it('is small', () => {
    const bytes = (['en', 'ru'] as const).reduce((sum, language) => sum + statSync(fileOf(language)).size, 0);
    expect(bytes).toBeLessThanOrEqual(8_000_000);
  });
});
