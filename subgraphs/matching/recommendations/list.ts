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
/** Of each kind of profile; again with more when too many of them are not to be shown. */
const OF_EACH = 100;
const MOST_OF_EACH = 3_200;
/** Whoever pages on within this time goes on in the same list. */
const KEPT_MS = 3_600_000;

/** Who was recommended, and how good: what stands in a list, and again in the cursor of each place in it. */
type Place = readonly [personId: string, score: number];

export type Recommended = Ranked<ProfileRow> & { readonly standing: StandingRow | null };

export interface RecommendationArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly minScore?: number | null;
}

/** Lists of people for somebody, and where in the newest of them somebody stood. */
export const recommendationLists = (parts: SubgraphParts, holders: Holders) => {
  const { readModel, cache, matchingWeights: weights } = parts;
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

  const listFor = async (request: Request, one: ProfileRow, minScore: number): Promise<Place[]> => {
    const { tenant } = request;
    const { people: sharing, rarity } = await holders.of(tenant, interestsOf(one));
    for (let ofEach = OF_EACH; ; ofEach *= 2) {
      const { candidates, all } = await findCandidates(readModel, tenant, one, { sharing, weights, ofEach });
      const best = ranked(one, candidates, { weights, rarity, minScore });
      const show = await shown(
        request,
        best.slice(0, 2 * ofEach).map(({ candidate }) => candidate),
      );
      const list = best.filter(({ candidate }) => show.has(candidate.personId));
      const isEnough = list.length >= OF_EACH || list.length === best.length;
      if (all || isEnough || ofEach >= MOST_OF_EACH)
        return varied(list.slice(0, LIST_LENGTH), weights).map(({ candidate, similarity }) => [
          ...([candidate.personId, similarity.score] as const),
        ]);
    }
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
      if (!one) return connectionOf<Recommended>([], { hasNextPage: false, hasPreviousPage: after !== null });

      const kept = after && (await keptList(tenant, viewer.id, after.listId));
      const listId = kept ? after.listId : newId();
      const made = kept ?? (await listFor(request, one, minScore));
      const list = after && !kept ? made.filter((place) => isBehind(place, after.place)) : made;
      if (!kept) {
        await cache.set(listKey(tenant, viewer.id, listId), JSON.stringify(list), KEPT_MS);
        await cache.set(newestKey(tenant, viewer.id), listId, KEPT_MS);
      }

      const { rarity } = await holders.of(tenant, interestsOf(one));
      const edges: { cursor: string; node: Recommended; at: number }[] = [];
      let at = kept ? after.at + 1 : 0;
      while (edges.length < limit && at < list.length) {
        const places = list.slice(at, at + limit - edges.length);
        const rows = await readModel.get(
          profiles,
          tenant,
          places.map(([personId]) => ({ personId })),
        );
        const people = rows.filter((row) => row !== null);
        const standings = await shown(request, people);
        const now = new Map(
          ranked(one, people, { weights, rarity, minScore }).map((found) => [found.candidate.personId, found]),
        );
        for (const [personId, score] of places) {
          const found = standings.has(personId) && now.get(personId);
          if (found) {
            const cursor = cursors.encode([listId, at, personId, score]);
            edges.push({ cursor, at, node: { ...found, standing: standings.get(personId)! } });
          }
          at++;
        }
      }
      for (const edge of edges) parts.recommended('shown', edge.at);
      return connectionOf(edges, { hasNextPage: at < list.length, hasPreviousPage: after !== null });
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
