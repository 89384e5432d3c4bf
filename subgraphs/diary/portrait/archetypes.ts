import type { Emotion } from '../events.ts';
import type { Topic } from '../mood/text/topics.ts';

/** One of the twelve figures, and by what writing one is like them. */
export interface Archetype {
  readonly id: string;
  readonly name: string;
  /** The mixture of emotions, in whatever units. */
  readonly emotions: Readonly<Partial<Record<Emotion, number>>>;
  readonly topics: readonly Topic[];
  /** −1 (calm) to 1. */
  readonly arousal: number;
  /** Of entries: −1 (a line) to 1 (pages). */
  readonly length: number;
}

/**
 * The twelve patterns. The figures and their motives are those of Carol S. Pearson and Margaret Mark, "The Hero and the
 * Outlaw" (2001), after C. G. Jung: a wish for safety and simplicity shows in calm joy, for change in aroused anger, for
 * belonging in joy and sadness over people, for mastery in surprise. None is better than another.
 */
export const ARCHETYPES: readonly Archetype[] = [
  {
    ...{ id: 'innocent', name: 'The Innocent', emotions: { JOY: 3, SURPRISE: 1 }, arousal: -0.2, length: -0.4 },
    topics: ['home', 'family', 'nature', 'faith'],
  },
  {
    ...{ id: 'sage', name: 'The Sage', emotions: { SURPRISE: 3, JOY: 1, SADNESS: 1 }, arousal: -0.4, length: 0.7 },
    topics: ['books', 'study', 'science'],
  },
  {
    ...{ id: 'explorer', name: 'The Explorer', emotions: { SURPRISE: 2, JOY: 2, FEAR: 1 }, arousal: 0.4, length: 0.2 },
    topics: ['travel', 'nature', 'sport'],
  },
  {
    ...{ id: 'rebel', name: 'The Rebel', emotions: { ANGER: 3, DISGUST: 2, SURPRISE: 1 }, arousal: 0.7, length: -0.1 },
    topics: ['politics', 'music'],
  },
  {
    ...{ id: 'magician', name: 'The Magician', emotions: { SURPRISE: 3, JOY: 2 }, arousal: 0.3, length: 0.4 },
    topics: ['sleep', 'faith', 'technology', 'science'],
  },
  {
    ...{ id: 'hero', name: 'The Hero', emotions: { ANGER: 2, FEAR: 2, JOY: 2 }, arousal: 0.6, length: -0.2 },
    topics: ['sport', 'work', 'health', 'study'],
  },
  {
    ...{ id: 'lover', name: 'The Lover', emotions: { JOY: 3, SADNESS: 2 }, arousal: 0.3, length: 0.3 },
    topics: ['love'],
  },
  {
    ...{ id: 'jester', name: 'The Jester', emotions: { JOY: 3, SURPRISE: 2, DISGUST: 1 }, arousal: 0.6, length: -0.6 },
    topics: ['friends', 'games'],
  },
  {
    ...{ id: 'everyman', name: 'The Everyman', emotions: { JOY: 1, SADNESS: 1, FEAR: 1 }, arousal: -0.1, length: -0.2 },
    topics: ['work', 'family', 'friends', 'home', 'food', 'money'],
  },
  {
    ...{
      id: 'caregiver',
      name: 'The Caregiver',
      emotions: { JOY: 2, SADNESS: 2, FEAR: 1 },
      arousal: -0.2,
      length: 0.1,
    },
    topics: ['family', 'children', 'health', 'pets', 'friends'],
  },
  {
    ...{ id: 'creator', name: 'The Creator', emotions: { JOY: 2, SURPRISE: 2, SADNESS: 1 }, arousal: 0.1, length: 0.6 },
    topics: ['art', 'music', 'books'],
  },
  {
    ...{ id: 'ruler', name: 'The Ruler', emotions: { ANGER: 2, DISGUST: 1, JOY: 1 }, arousal: 0.1, length: 0 },
    topics: ['work', 'money', 'politics'],
  },
];
