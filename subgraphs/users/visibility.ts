import type { Request } from '#platform/request';
import { DEFAULT_PRIVACY, type PrivacySettings } from './events.ts';
import { privacy, type RelationRow, relations, type UserNode } from './readModel.ts';

/** What can be kept from others. */
type Shown = 'profile' | 'archetype' | 'modalities';

export const isOwn = (user: Pick<UserNode, 'id' | 'own'>, request: Request): boolean =>
  user.own ?? user.id === request.viewerOrNull?.id;

/** A person's settings, where they have set none those of the beginning. */
export const privacyOf = async (request: Request, userId: string): Promise<PrivacySettings> => {
  const row = await request.row(privacy, { userId });
  const set = Object.entries(row ?? {}).filter(([name, value]) => name !== 'userId' && value !== null);
  return { ...DEFAULT_PRIVACY, ...Object.fromEntries(set) };
};

/** How the viewer stands to another. */
export const relationTo = async (request: Request, otherId: string): Promise<RelationRow | null> => {
  const { viewerOrNull: viewer } = request;
  return viewer && (await request.row(relations, { userId: viewer.id, otherId }));
};

/** Whether one of the two has blocked the other. */
export const isApart = (relation: RelationRow | null): boolean =>
  (relation?.blocks ?? false) || (relation?.isBlocked ?? false);

/** Whether the viewer sees this of a person: their own always, nobody's before signing in, and nothing across a block. */
export const sees = async (request: Request, user: UserNode, what: Shown): Promise<boolean> => {
  if (isOwn(user, request)) return true;
  if (!request.viewerOrNull) return false;
  const [relation, settings] = await Promise.all([relationTo(request, user.id), privacyOf(request, user.id)]);
  if (isApart(relation)) return false;
  return settings[what] === 'EVERYONE' || (settings[what] === 'MATCHES' && isMatched(relation));
};

/** Whether the two are matched and neither has blocked the other. */
export const seesAsMatched = async (request: Request, user: UserNode): Promise<boolean> => {
  if (isOwn(user, request)) return true;
  const relation = await relationTo(request, user.id);
  return isMatched(relation) && !isApart(relation);
};

/** Whether the viewer may find this person at all: not one who has blocked them. */
export const mayFind = async (request: Request, userId: string): Promise<boolean> =>
  !(await relationTo(request, userId))?.isBlocked;

const isMatched = (relation: RelationRow | null): boolean => relation?.matched ?? false;
