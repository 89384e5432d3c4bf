import type { Request } from '#platform/request';
import { type Emotion, type Mood, moodStream } from '../events.ts';
import { entryIndex } from '../readModel.ts';
import type { Resolvers } from '../schema.types.ts';

export const moodResolvers: Resolvers = {
  DiaryEntry: {
    async mood({ id, ownerId }, _, request: Request) {
      const row = await request.row(entryIndex, { id });
      const mood = await request.open<Mood>({ subject: ownerId, stream: moodStream(id) }, 'mood', row?.mood ?? null);
      const { modelVersion = null, analyzedAt = null } = row ?? {};
      if (!mood || modelVersion === null || analyzedAt === null) return null;
      return { ...mood, emotions: scoresOf(mood.emotions), modelVersion, analyzedAt };
    },
  },
};

/** The highest first. */
export const scoresOf = (emotions: Readonly<Record<Emotion, number>>): { emotion: Emotion; score: number }[] =>
  (Object.entries(emotions) as [Emotion, number][])
    .map(([emotion, score]) => ({ emotion, score }))
    .sort((a, b) => b.score - a.score);
