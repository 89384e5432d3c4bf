import { EMOTIONS, type Emotion } from './analyzer.ts';

export interface Affect {
  readonly valence: number;
  readonly arousal: number;
}

/**
 * Where the emotions lie on the two axes of the circumplex (Russell 1980, "A circumplex model of affect"): what people
 * said of joyful, sad, angry, fearful, disgusted and surprised (Russell and Mehrabian 1977, "Evidence for a three-factor
 * theory of emotions", table 2). Surprise is as often confusion here as delight, so it has no valence.
 */
const CIRCUMPLEX: Readonly<Record<Emotion, Affect>> = {
  JOY: { valence: 0.76, arousal: 0.48 },
  SADNESS: { valence: -0.63, arousal: -0.27 },
  ANGER: { valence: -0.51, arousal: 0.59 },
  FEAR: { valence: -0.64, arousal: 0.6 },
  DISGUST: { valence: -0.6, arousal: 0.35 },
  SURPRISE: { valence: 0, arousal: 0.67 },
  NEUTRAL: { valence: 0, arousal: 0 },
};

/** The mean of the emotions' places by their shares. */
export const affectOf = (emotions: Readonly<Record<Emotion, number>>): Affect => ({
  valence: EMOTIONS.reduce((sum, emotion) => sum + emotions[emotion] * CIRCUMPLEX[emotion].valence, 0),
  arousal: EMOTIONS.reduce((sum, emotion) => sum + emotions[emotion] * CIRCUMPLEX[emotion].arousal, 0),
});
