import type { Rule } from '#platform/access';
import { type ChatRule, access as chat } from '../../../subgraphs/chat/access.ts';
import { access as diary } from '../../../subgraphs/diary/access.ts';
import { type MatchingRule, access as matching } from '../../../subgraphs/matching/access.ts';
import { type UsersRule, access as users } from '../../../subgraphs/users/access.ts';

/** Who asks, by how they stand to one person, the owner of all that is asked for. */
export const VIEWERS = [
  'nobody',
  'owner',
  'matched',
  'other',
  /** By the owner, with whom they are matched. */
  'blocked',
  /** Of the owner. */
  'blocker',
  /** With a token of another tenant that bears the owner's id. */
  'elsewhere',
  'admin',
  'profile writer',
] as const;
export type ViewerName = (typeof VIEWERS)[number];

type Visibility = 'PRIVATE' | 'MATCHES' | 'EVERYONE';

/** What the owner has decided on who sees what. */
export interface Settings {
  readonly profile: Visibility;
  readonly archetype: Visibility;
  readonly modalities: Visibility;
  readonly readReceipts: boolean;
}

/** What a rule can't tell from how one stands to the owner. */
export interface Circumstances {
  readonly settings: Settings;
  /** Whose own things those are that a root field answers with. */
  readonly own: readonly ViewerName[];
  /** Of the conversation or the match that is asked for. */
  readonly members: readonly ViewerName[];
}

export type AnyRule = Rule | UsersRule | ChatRule | MatchingRule;

/** Every declaration, by `Type.field`. */
export const DECLARED: readonly (readonly [field: string, rule: AnyRule])[] = [users, diary, chat, matching]
  .flatMap((access) => Object.entries<Readonly<Record<string, AnyRule>>>(access))
  .flatMap(([type, fields]) => Object.entries(fields).map(([name, rule]) => [`${type}.${name}`, rule] as const));
const ruleOf = new Map(DECLARED);

export const isHere = (viewer: ViewerName): boolean => viewer !== 'nobody' && viewer !== 'elsewhere';
const isApart = (viewer: ViewerName): boolean => viewer === 'blocked' || viewer === 'blocker';

const shown =
  (setting: 'profile' | 'archetype' | 'modalities') =>
  (viewer: ViewerName, { settings }: Circumstances): boolean =>
    viewer === 'owner' ||
    (isHere(viewer) &&
      !isApart(viewer) &&
      (settings[setting] === 'EVERYONE' || (settings[setting] === 'MATCHES' && viewer === 'matched')));

const MEANING: Readonly<Record<AnyRule, (viewer: ViewerName, circumstances: Circumstances) => boolean>> = {
  anybody: (viewer) => viewer !== 'elsewhere',
  'signed in': isHere,
  own: (viewer, { own }) => own.includes(viewer),
  owner: (viewer) => viewer === 'owner',
  'owner or admin': (viewer) => viewer === 'owner' || viewer === 'admin',
  admin: (viewer) => viewer === 'admin',
  'owner or profiles:write': (viewer) => viewer === 'owner' || viewer === 'profile writer',
  members: (viewer, { members }) => members.includes(viewer),
  parent: () => true,
  profile: shown('profile'),
  archetype: shown('archetype'),
  modalities: shown('modalities'),
  'profile, matched only': (viewer, given) =>
    (viewer === 'owner' || viewer === 'matched') && shown('profile')(viewer, given),
  receipts: (viewer, { settings }) => viewer === 'owner' || settings.readReceipts,
  // the owner lets nobody see it
  presence: (viewer) => viewer === 'owner',
  'not blocked': (viewer) => isHere(viewer) && viewer !== 'blocked',
  'no block': (viewer) => isHere(viewer) && !isApart(viewer),
  'no block, or nothing': (viewer) => isHere(viewer) && !isApart(viewer),
  'another, no block': (viewer) => viewer !== 'owner' && isHere(viewer) && !isApart(viewer),
  'members, no block': (viewer, { members }) => members.includes(viewer) && !isApart(viewer),
  recommended: (viewer) => viewer === 'other' || viewer === 'admin' || viewer === 'profile writer',
  'matched only': (viewer) => viewer === 'owner' || viewer === 'matched',
};

export const declaredRule = (field: string): AnyRule => {
  const rule = ruleOf.get(field);
  if (!rule) throw new Error(`${field} has no declaration.`);
  return rule;
};

/** Whether a viewer who has got to where a field stands gets its value. */
export const mayHave = (field: string, viewer: ViewerName, circumstances: Circumstances): boolean =>
  MEANING[declaredRule(field)](viewer, circumstances);
