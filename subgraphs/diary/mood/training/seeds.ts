import { EMOTIONS, type Emotion, type Language } from '../analyzer.ts';

type Felt = Exclude<Emotion, 'NEUTRAL'>;

/** Plain words for feelings, as one writes them of oneself. The data sets have them, but few of them negated. */
const WORDS: Readonly<Record<Language, Readonly<Record<Felt, string>>>> = {
  en: {
    JOY: 'happy glad joyful delighted cheerful pleased thrilled excited proud grateful content wonderful loved fun relieved',
    SADNESS:
      'sad unhappy depressed lonely miserable heartbroken hopeless gloomy sorry grieving disappointed crying tearful hurt',
    ANGER: 'angry furious mad annoyed irritated enraged outraged frustrated resentful hateful livid bitter pissed',
    FEAR: 'afraid scared frightened terrified anxious nervous worried panicked fearful uneasy dreading horrified alarmed',
    DISGUST:
      'disgusted disgusting gross revolting repulsive nauseating nasty filthy sickening vile yucky foul stinking',
    SURPRISE: 'surprised astonished amazed shocked stunned startled unexpected unbelievable confused puzzled curious',
  },
  ru: {
    JOY: 'счастлив счастлива рад рада весело радостно доволен довольна люблю здорово прекрасно отлично чудесно нравится горжусь приятно',
    SADNESS:
      'грустно печально одиноко тоскливо плачу плакала плакал грущу скучаю тоска горе больно жаль несчастна несчастен расстроена',
    ANGER: 'злюсь злой злая бесит раздражает ненавижу ярость злость сержусь взбешен достало возмущен возмущена гнев',
    FEAR: 'боюсь страшно страх жутко тревожно волнуюсь испугалась испугался паника ужас переживаю боялась боялся опасаюсь',
    DISGUST: 'противно мерзко гадость отвратительно гадко тошнит омерзительно отвращение мерзость брезгую тошнотворно',
    SURPRISE:
      'удивлена удивлен неожиданно удивительно поражена поражен шок внезапно странно невероятно удивилась изумление',
  },
};

const SAID: Readonly<Record<Language, readonly string[]>> = {
  en: ['?', 'so ?', 'I am ?', 'I feel very ?'],
  ru: ['?', 'очень ?', 'мне так ?', 'я ?'],
};
const DENIED: Readonly<Record<Language, readonly string[]>> = {
  en: ['not ?', 'I am not ?', "I don't feel ?", 'I was never ?', 'not ? at all', 'not ? anymore'],
  ru: ['не ?', 'я не ?', 'мне не ?', 'совсем не ?', 'больше не ?', 'мне совсем не ?'],
};
/** Who isn't happy is sad; who isn't sad may be anything. */
const opposite = (emotion: Felt): Emotion => (emotion === 'JOY' ? 'SADNESS' : 'NEUTRAL');

/** Faces and what goes with them: the data sets know few. */
const FACES: Readonly<Record<Emotion, string>> = {
  JOY: '😀 😃 😄 😁 😆 😅 🤣 😂 🙂 😊 😇 🥰 😍 🤩 😘 😗 😚 😋 😛 😜 🤪 😝 🤗 😎 🥳 😺 😸 😻 ❤ 🧡 💛 💚 💙 💜 💕 💖 💗 🎉 🎊 👍 👏 🙌 ✨ 🌞 🤍 ☺ :) =) :D =D ;) ^^ <3 :* )) )))',
  SADNESS: "😢 😭 😞 😔 ☹ 🙁 😟 😿 💔 😥 😓 🥺 😩 😫 😣 😖 🥀 :( =( :'( (( (((",
  ANGER: '😠 😡 🤬 👿 💢 😤 😾 🖕',
  FEAR: '😨 😰 😱 😧 😦 🙀 👻',
  DISGUST: '🤢 🤮 😒 💩 🤧',
  SURPRISE: '😮 😲 😯 🤯 😳 🤔 🧐 😵 ⁉ :o =O',
  NEUTRAL: '😐 😑 😶 🤷 :|',
};

/** What the trained model is taught besides the data sets: short texts written for it. */
export const seeds = (language: Language): { readonly text: string; readonly gold: readonly number[] }[] => {
  const lesson = (text: string, emotion: Emotion) => ({ text, gold: [EMOTIONS.indexOf(emotion)] });
  const felt = Object.entries(WORDS[language]) as [Felt, string][];
  const faces = Object.entries(FACES) as [Emotion, string][];
  return [
    ...felt.flatMap(([emotion, words]) =>
      words
        .split(' ')
        .flatMap((word) => [
          ...SAID[language].map((pattern) => lesson(pattern.replace('?', word), emotion)),
          ...DENIED[language].map((pattern) => lesson(pattern.replace('?', word), opposite(emotion))),
        ]),
    ),
    ...faces.flatMap(([emotion, list]) =>
      list.split(' ').flatMap((face) => [lesson(face, emotion), lesson(`${face} ${face}`, emotion)]),
    ),
  ];
};
