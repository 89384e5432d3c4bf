import { expect, it } from 'vitest';
import { memoryCache } from '#platform/cache/memory';
import type { FeedPosition } from '#platform/domain/events';
import { newId } from '#platform/domain/ids';
import { postgresReadModel } from '#platform/read-model/postgres';
import type { RowWrite } from '#platform/read-model/read-model';
import { request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { type ProfileRow, profiles, type StandingRow, standings } from '../../subgraphs/matching/readModel.ts';
import { interestHolders } from '../../subgraphs/matching/recommendations/holders.ts';
import { recommendationLists } from '../../subgraphs/matching/recommendations/list.ts';
import { testDatabase } from '../database.ts';

const profile = (personId: string, confidence: number): ProfileRow => ({
  ...{ personId, discoverable: true, archetype: { key: 'sage', confidence, outstanding: null } },
  ...{ mood: null, interests: null, modalities: null, shownToAll: [], kind: '1 said', vector: null },
});
const dismissed = (personId: string, otherId: string): StandingRow => ({
  ...{ personId, otherId, dismissed: true, blocks: null, isBlocked: null, match: null, rejectedAt: null },
});

it.each([10, 300])('whoever has passed on %d people is recommended the others', async (passedOn) => {
  const readModel = postgresReadModel(await testDatabase());
  await readModel.prepare([profiles, standings]);
  const tenant = newId();
  const [viewer, ...people] = Array.from({ length: passedOn + 31 }, () => newId());
  const rows: RowWrite[] = [
    // the nearer to the viewer, the more alike: the best are those who were passed on
    ...[viewer!, ...people].map((id, nth) => ({ table: profiles, row: profile(id, 1 - nth / 1_000) })),
    ...people.slice(0, passedOn).map((id) => ({ table: standings, row: dismissed(viewer!, id) })),
  ].map(({ table, row }) => ({ kind: 'upsert', table, tenant, feed: '0'.repeat(32) as FeedPosition, row }) as RowWrite);
  await readModel.write({ projection: 'test', generation: 'live' }, { rows, versions: [] });

  const parts = {
    ...{ readModel, cache: memoryCache(), recommended: () => {} },
    matchingWeights: { mood: 0.4, archetype: 0.3, interests: 0.2, modalities: 0.1 },
  } as Partial<SubgraphParts> as SubgraphParts;
  const { page } = recommendationLists(parts, interestHolders(parts));
  const ask = request(
    { token: undefined, correlationId: 'test', consistencyToken: undefined, address: '', written: [] },
    { id: viewer!, tenant, sessionId: newId(), scopes: new Set(), expiresAt: new Date() },
    { ...parts, consistency: { reading: () => async () => {} }, announced: false } as never,
  );
  const { edges, pageInfo } = await page(ask, { first: 50 });
  expect(edges.map(({ node }) => node.candidate.personId)).toEqual(people.slice(passedOn));
  expect(pageInfo.hasNextPage).toBe(false);
});
