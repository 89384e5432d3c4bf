import { type Connection, connectionOf, pageSize } from '#platform/connection';
import { cursorsOf, foreignCursor } from '#platform/cursor';
import { badInput } from '#platform/domain/errors';
import { newId } from '#platform/domain/ids';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { COOL_DOWN_MS } from '../matches/decider.ts';
import { heldBy } from '../projections/profile.ts';
import { type ProfileRow, profiles, type StandingRow, standings } from '../readModel.ts';
import type { Rarity } from '../similarity.ts';
import { isApart } from '../standing.ts';
import { findCandidates } from './finding.ts';
import type { Holders } from './holders.ts';
import { type Ranked, ranked, varied } from './ranking.ts';

/** As many as anybody looks through; what they pass on, and who is new, comes with the next list. */
export const LIST_LENGTH = 200;
/** Again with more when fewer than enough of them are to be shown. */
const MOST = 6_400;
const ENOUGH = 100;
/** Of people whom somebody has blocked, dismissed or asked, or who has done so. */
const STANDINGS_AT_ONCE = 200;
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
  const candidates = findCandidates(readModel, weights);
  const newestKey = (tenant: string, viewerId: string) => `recommended ${tenant} ${viewerId}`;
  const listKey = (tenant: string, viewerId: string, listId: string) => `${newestKey(tenant, viewerId)} ${listId}`;

  const keptList = async (tenant: string, viewerId: string, listId: string): Promise<readonly Place[] | null> => {
    const kept = await cache.get(listKey(tenant, viewerId, listId));
    return kept === null ? null : JSON.parse(kept);
  };

  /** How the viewer stands to others: most have to do with so few that one short page has them all. */
  const standingsOf = (request: Request): Promise<StandingRow[]> =>
    request.page(standings, { personId: request.viewer.id }, { limit: STANDINGS_AT_ONCE });

  /** Those of the people who may be shown, as they stand to the viewer now. */
  const shown = async (request: Request, people: readonly string[]): Promise<Map<string, StandingRow | null>> => {
    const personId = request.viewer.id;
    const own = await standingsOf(request);
    const byId = new Map(own.map((row) => [row.otherId, row]));
    const rows =
      own.length < STANDINGS_AT_ONCE
        ? people.map((otherId) => byId.get(otherId) ?? null)
        : await Promise.all(people.map((otherId) => request.row(standings, { personId, otherId })));
    return new Map(people.flatMap((otherId, nth) => (mayBeShown(rows[nth]!) ? [[otherId, rows[nth]!] as const] : [])));
  };

  /** Rows of those who can still be found. */
  const rowsOf = async (request: Request, people: readonly string[]): Promise<Map<string, ProfileRow>> => {
    const keys = people.map((personId) => ({ personId }));
    const rows = keys.length === 0 ? [] : await readModel.get(profiles, request.tenant, keys);
    return new Map(rows.flatMap((row) => (row?.discoverable ? [[row.personId, row] as const] : [])));
  };

  /** So many of the first are looked at closely; of those behind them a list has only who they are. */
  const listFor = async (
    request: Request,
    one: ProfileRow,
    { minScore, limit }: { readonly minScore: number; readonly limit: number },
  ): Promise<{ readonly first: readonly Recommended[]; readonly list: readonly Place[] }> => {
    const words = holders.of(request.tenant, interestsOf(one));
    const close = Math.max(candidates.estimated, limit);
    for (let wanted = LIST_LENGTH; ; wanted *= 2) {
      const [{ found, all }] = await Promise.all([
        candidates.find(request.tenant, one, { words, minScore, limit: wanted }),
        // needed as soon as anybody is found
        standingsOf(request),
      ]);
      const ids = found.map(({ personId }) => personId);
      const [people, rows] = await Promise.all([shown(request, ids), rowsOf(request, ids.slice(0, close))]);
      if (people.size < ENOUGH && !all && wanted < MOST) continue;
      const left = found.filter(({ personId }) => people.has(personId));
      const closely = left.slice(0, close).map(({ personId }) => personId);
      // in the place of those who may not be shown
      const further = await rowsOf(
        request,
        closely.filter((id) => !ids.slice(0, close).includes(id)),
      );
      const known = closely.flatMap((id) => rows.get(id) ?? further.get(id) ?? []);
      const { rarity } = await words;
      const first = varied(rankedAs(one, known, people, { rarity, minScore }), weights);
      const behind = left.slice(close).filter(({ score }) => score >= minScore);
      const list = [...first.map(toPlace), ...behind.map(({ personId, score }): Place => [personId, score])];
      return { first, list: list.slice(0, LIST_LENGTH) };
    }
  };

  const rankedAs = (
    one: ProfileRow,
    people: readonly ProfileRow[],
    standings: ReadonlyMap<string, StandingRow | null>,
    given: { readonly rarity: Rarity; readonly minScore: number },
  ): Recommended[] =>
    ranked(one, people, { weights, ...given }).map((alike) => ({
      ...alike,
      standing: standings.get(alike.candidate.personId)!,
    }));

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
    const { list, limit, minScore } = given;
    const { rarity } = await holders.of(request.tenant, interestsOf(one));
    const found: (Recommended & At)[] = [];
    let next = given.from;
    while (found.length < limit && next < list.length) {
      const places = list.slice(next, next + limit - found.length);
      const ids = places.map(([personId]) => personId);
      const [people, rows] = await Promise.all([shown(request, ids), rowsOf(request, ids)]);
      const known = Array.from(rows.values()).filter(({ personId }) => people.has(personId));
      const now = new Map(
        rankedAs(one, known, people, { rarity, minScore }).map((alike) => [alike.candidate.personId, alike]),
      );
      for (const place of places) {
        const recommended = now.get(place[0]);
        if (recommended) found.push({ ...recommended, at: next, place });
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
      const goOn = async (listId: string, list: readonly Place[], from: number) => {
        const { found, next } = await stillShown(request, one, { list, from, limit, minScore });
        return pageOf(listId, found, next < list.length);
      };
      const kept = after && (await keptList(tenant, viewer.id, after.listId));
      if (kept) return goOn(after.listId, kept, after.at + 1);
      const made = await listFor(request, one, { minScore, limit });
      const list = made.list.filter((place) => !after || isBehind(place, after.place));
      const listId = newId();
      await Promise.all([
        cache.set(listKey(tenant, viewer.id, listId), JSON.stringify(list), KEPT_MS),
        cache.set(newestKey(tenant, viewer.id), listId, KEPT_MS),
      ]);
      if (after) return goOn(listId, list, 0);
      const found = made.first.slice(0, limit).map((node, at) => ({ ...node, at, place: list[at]! }));
      return pageOf(listId, found, list.length > found.length);
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

/** Scores are told apart to six digits: so many a search tells, too. */
const toPlace = ({ candidate, similarity }: Recommended): Place => [
  candidate.personId,
  Math.round(similarity.score * 1e6) / 1e6,
];

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
