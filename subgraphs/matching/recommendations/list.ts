import { type Connection, connectionOf, pageSize } from '#platform/connection';
import { cursorsOf, foreignCursor } from '#platform/cursor';
import { badInput } from '#platform/domain/errors';
import { newId } from '#platform/domain/ids';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { COOL_DOWN_MS } from '../matches/decider.ts';
import { heldBy } from '../projections/profile.ts';
import { type ProfileRow, profiles, type StandingRow, standings } from '../readModel.ts';
import { isApart } from '../standing.ts';
import { findCandidates } from './candidates.ts';
import type { Holders } from './holders.ts';
import { type Ranked, ranked, varied } from './ranking.ts';

/** As many as anybody looks through; what they pass on, and who is new, comes with the next list. */
const LIST_LENGTH = 200;
/** Of each kind of profile; again with more when fewer than enough of them are to be shown. */
export const OF_EACH = 75;
const MOST_OF_EACH = 2_400;
const ENOUGH = 100;
/** Whoever pages on within this time goes on in the same list. */
const KEPT_MS = 3_600_000;

/** Who was recommended, and how good: what stands in a list, and again in the cursor of each place in it. */
type Place = readonly [personId: string, score: number];

/** Where in the list. */
type At = { readonly at: number; readonly place: Place };

export type Recommended = Ranked<ProfileRow> & { readonly standing: StandingRow | null };

export interface RecommendationArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly minScore?: number | null;
}

/** Lists of people for somebody, and where in the newest of them somebody stood. */
export const recommendationLists = (parts: SubgraphParts, holders: Holders) => {
  const { readModel, cache, matchingWeights: weights } = parts;
  const { find } = findCandidates(readModel, weights);
  const newestKey = (tenant: string, viewerId: string) => `recommended ${tenant} ${viewerId}`;
  const listKey = (tenant: string, viewerId: string, listId: string) => `${newestKey(tenant, viewerId)} ${listId}`;

  const keptList = async (tenant: string, viewerId: string, listId: string): Promise<readonly Place[] | null> => {
    const kept = await cache.get(listKey(tenant, viewerId, listId));
    return kept === null ? null : JSON.parse(kept);
  };

  /** Those of the people who may be shown, as they are now. */
  const shown = async (request: Request, people: readonly ProfileRow[]): Promise<Map<string, StandingRow | null>> => {
    const { viewer, tenant } = request;
    const keys = people.map(({ personId: otherId }) => ({ personId: viewer.id, otherId }));
    const rows = keys.length === 0 ? [] : await readModel.get(standings, tenant, keys);
    return new Map(
      people.flatMap(({ personId, discoverable }, nth) => {
        const standing = rows[nth] ?? null;
        return discoverable && mayBeShown(standing) ? [[personId, standing] as const] : [];
      }),
    );
  };

  const listFor = async (request: Request, one: ProfileRow, minScore: number): Promise<Recommended[]> => {
    const { tenant } = request;
    const { people: sharing, rarity } = await holders.of(tenant, interestsOf(one));
    for (let ofEach = OF_EACH; ; ofEach *= 2) {
      const { candidates, all } = await find(tenant, one, { sharing, ofEach });
      const best = ranked(one, candidates, { weights, rarity, minScore });
      const standings = await shown(
        request,
        best.slice(0, Math.max(LIST_LENGTH, 2 * ofEach)).map(({ candidate }) => candidate),
      );
      const list = best.flatMap((found) => {
        const standing = standings.get(found.candidate.personId);
        return standing === undefined ? [] : [{ ...found, standing }];
      });
      const isEnough = list.length >= ENOUGH || list.length === best.length;
      if (all || isEnough || ofEach >= MOST_OF_EACH) return varied(list.slice(0, LIST_LENGTH), weights);
    }
  };

  /** Of the places in a list from one on, so many people who may still be shown, as they are now. */
  const stillShown = async (
    request: Request,
    one: ProfileRow,
    given: {
      readonly list: readonly Place[];
      readonly from: number;
      readonly limit: number;
      readonly minScore: number;
    },
  ): Promise<{ readonly found: readonly (Recommended & At)[]; readonly next: number }> => {
    const { tenant } = request;
    const { list, limit, minScore } = given;
    const { rarity } = await holders.of(tenant, interestsOf(one));
    const found: (Recommended & At)[] = [];
    let next = given.from;
    while (found.length < limit && next < list.length) {
      const places = list.slice(next, next + limit - found.length);
      const rows = await readModel.get(
        profiles,
        tenant,
        places.map(([personId]) => ({ personId })),
      );
      const people = rows.filter((row) => row !== null);
      const standings = await shown(request, people);
      const now = new Map(
        ranked(one, people, { weights, rarity, minScore }).map((alike) => [alike.candidate.personId, alike]),
      );
      for (const place of places) {
        const [personId] = place;
        const [standing, alike] = [standings.get(personId), now.get(personId)];
        if (standing !== undefined && alike) found.push({ ...alike, standing, at: next, place });
        next++;
      }
    }
    return { found, next };
  };

  return {
    /**
     * A page of the list that was made for the first page: whoever pages on is shown nobody twice, and misses nobody who
     * is still to be shown. A list that was forgotten is made anew, and goes on with whoever is less like the viewer.
     */
    async page(request: Request, args: RecommendationArguments): Promise<Connection<Recommended>> {
      const { viewer, tenant } = request;
      const { limit } = pageSize({ first: args.first ?? null });
      const minScore = args.minScore ?? 0;
      if (!(minScore >= 0 && minScore <= 1)) throw badInput('minScore', 'Must be between 0 and 1.');
      const cursors = cursorsOf(['recommendations', viewer.id, minScore]);
      const after = args.after == null ? null : cursorOf(cursors.decode(args.after, 'after'));
      const one = await request.row(profiles, { personId: viewer.id });
      const hasPreviousPage = after !== null;
      if (!one) return connectionOf<Recommended>([], { hasNextPage: false, hasPreviousPage });

      const pageOf = (listId: string, found: readonly (Recommended & At)[], hasNextPage: boolean) => {
        for (const { at } of found) parts.recommended('shown', at);
        const edges = found.map((node) => ({ node, cursor: cursors.encode([listId, node.at, ...node.place]) }));
        return connectionOf(edges, { hasNextPage, hasPreviousPage });
      };
      const kept = after && (await keptList(tenant, viewer.id, after.listId));
      if (kept) {
        const given = { list: kept, from: after.at + 1, limit, minScore };
        const { found, next } = await stillShown(request, one, given);
        return pageOf(after.listId, found, next < kept.length);
      }
      const made = await listFor(request, one, minScore);
      const list = made
        .map((found): Recommended & Pick<At, 'place'> => ({
          ...found,
          place: [found.candidate.personId, found.similarity.score],
        }))
        .filter(({ place }) => !after || isBehind(place, after.place));
      const listId = newId();
      const places = JSON.stringify(list.map(({ place }) => place));
      await Promise.all([
        cache.set(listKey(tenant, viewer.id, listId), places, KEPT_MS),
        cache.set(newestKey(tenant, viewer.id), listId, KEPT_MS),
      ]);
      const found = list.slice(0, limit).map((node, at) => ({ ...node, at }));
      return pageOf(listId, found, list.length > limit);
    },

    /** Where in the viewer's newest list somebody stood; undefined for nowhere. */
    async placeOf(tenant: string, viewerId: string, otherId: string): Promise<number | undefined> {
      const listId = await cache.get(newestKey(tenant, viewerId));
      const list = listId === null ? null : await keptList(tenant, viewerId, listId);
      const place = list?.findIndex(([personId]) => personId === otherId) ?? -1;
      return place === -1 ? undefined : place;
    },
  };
};

export type RecommendationLists = ReturnType<typeof recommendationLists>;

/** Also of somebody who is not to be found: they find others. */
const interestsOf = (one: ProfileRow): readonly string[] => heldBy({ ...one, discoverable: true });

/** Nobody whom one has already decided on, who has, or who waits for it. */
const mayBeShown = (standing: StandingRow | null): boolean =>
  !isApart(standing) &&
  !standing?.dismissed &&
  standing?.match !== 'PENDING' &&
  standing?.match !== 'ACCEPTED' &&
  !(standing?.match === 'REJECTED' && Date.parse(standing.rejectedAt ?? '') + COOL_DOWN_MS > Date.now());

const isBehind = ([personId, score]: Place, [lastId, lastScore]: Place): boolean =>
  score < lastScore || (score === lastScore && personId > lastId);

const cursorOf = ([listId, at, personId, score]: readonly unknown[]) => {
  if (typeof listId !== 'string' || typeof personId !== 'string' || typeof score !== 'number' || !isPlace(at))
    throw foreignCursor('after');
  return { listId, at, place: [personId, score] as const };
};

const isPlace = (at: unknown): at is number => Number.isSafeInteger(at) && (at as number) >= 0;
