import { dateTime, parseInput } from '#platform/input';
import { type Portrait, portraitStream } from '../events.ts';
import { scoresOf } from '../mood/resolvers.ts';
import { portraits } from '../readModel.ts';
import type { Resolvers } from '../schema.types.ts';

const moment = dateTime.nullish();
/** No stream has so many events. */
const LAST_VERSION = 2 ** 31 - 1;

export const portraitResolvers: Resolvers = {
  User: {
    async portrait({ id: ownerId }, { asOf }, request) {
      if (ownerId !== request.viewerOrNull?.id) return null;
      const at = parseInput(moment, asOf, 'asOf');
      const before = at == null ? undefined : { at, version: LAST_VERSION };
      const [row] = await request.page(portraits, { ownerId }, { before, limit: 1, backwards: true });
      if (!row) return null;
      const place = { subject: ownerId, stream: portraitStream(ownerId) };
      const portrait = await request.open<Portrait>(place, 'portrait', row.portrait);
      const { entriesAnalyzed, tokensAnalyzed } = row;
      return (
        portrait && {
          ...{ ...portrait, emotions: scoresOf(portrait.emotions) },
          ...{ entriesAnalyzed, tokensAnalyzed, asOf: row.at },
        }
      );
    },
  },
};
