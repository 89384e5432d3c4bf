import type { Emotion } from './analyzer.ts';

/** GoEmotions' own grouping of its 27 emotions by Ekman's six, and what other data sets call the same. */
const LABELS: Readonly<Record<Emotion, string>> = {
  JOY: 'joy happiness admiration amusement approval caring desire excitement gratitude love optimism pride relief',
  SADNESS: 'sadness disappointment embarrassment grief remorse',
  ANGER: 'anger annoyance disapproval',
  FEAR: 'fear nervousness',
  DISGUST: 'disgust',
  SURPRISE: 'surprise realization confusion curiosity',
  NEUTRAL: 'neutral no_emotion',
};

const EMOTIONS_BY_LABEL: ReadonlyMap<string, Emotion> = new Map(
  (Object.entries(LABELS) as [Emotion, string][]).flatMap(([emotion, labels]) =>
    labels.split(' ').map((label) => [label, emotion] as const),
  ),
);

/** Which of the seven emotions a data set's or a model's label stands for, in whatever case. */
export const emotionOf = (label: string): Emotion | undefined => EMOTIONS_BY_LABEL.get(label.toLowerCase());
