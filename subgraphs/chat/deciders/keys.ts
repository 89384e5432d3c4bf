import type { Decider } from '#platform/domain/decider';
import type { KeysEvent } from '../events.ts';

export type KeysCommand =
  | {
      readonly type: 'PublishKeyBundle';
      readonly userId: string;
      readonly fingerprint: string;
      readonly identity: string;
      readonly bundle: NonNullable<Extract<KeysEvent, { type: 'KeyBundlePublished' }>['personal']>;
    }
  | { readonly type: 'ClaimKeyBundle'; readonly userId: string };

/** How many one-time prekeys wait to be given: of more, those that were published last. */
export const MAX_WAITING = 200;

export interface Keys {
  /** Of this stream. */
  readonly version: number;
  /** Of the newest publication; 0 while there is none. */
  readonly bundle: number;
  readonly fingerprint: string | null;
  readonly identity: string | null;
  /** One-time prekeys that nobody was given yet: by the version of their publication, from `next` up to `count`. */
  readonly waiting: readonly Waiting[];
}

interface Waiting {
  readonly prekeyOf: number;
  readonly next: number;
  readonly count: number;
}

/** Somebody's public keys, without the keys: which of them are the newest, and which were given. */
export const keys: Decider<Keys, KeysCommand, KeysEvent> = {
  initialState: { version: 0, bundle: 0, fingerprint: null, identity: null, waiting: [] },

  decide(command, state) {
    const { userId } = command;
    switch (command.type) {
      case 'PublishKeyBundle': {
        const { fingerprint, identity, bundle } = command;
        if (state.fingerprint === fingerprint) return [];
        const data = { userId, fingerprint, identity, oneTimePrekeys: bundle.oneTimePrekeys.length };
        return [{ type: 'KeyBundlePublished', data, personal: bundle }];
      }
      case 'ClaimKeyBundle': {
        const [oldest] = state.waiting;
        if (!oldest) return [];
        const { prekeyOf, next: nth } = oldest;
        return [{ type: 'KeyBundleClaimed', data: { userId, bundle: state.bundle, prekeyOf, nth } }];
      }
    }
  },

  evolve(state, { type, data }) {
    const version = state.version + 1;
    switch (type) {
      case 'KeyBundlePublished': {
        const { fingerprint, identity, oneTimePrekeys: count } = data;
        const before = identity === state.identity ? state.waiting : [];
        const waiting = count === 0 ? before : newest([...before, { prekeyOf: version, next: 0, count }]);
        return { version, bundle: version, fingerprint, identity, waiting };
      }
      case 'KeyBundleClaimed': {
        const [oldest, ...others] = state.waiting;
        const next = data.nth + 1;
        const left = oldest && next < oldest.count ? [{ ...oldest, next }] : [];
        return { ...state, version, waiting: [...left, ...others] };
      }
    }
  },
};

const newest = (waiting: readonly Waiting[]): readonly Waiting[] => {
  const kept: Waiting[] = [];
  let room = MAX_WAITING;
  for (const { prekeyOf, next, count } of waiting.toReversed()) {
    const taken = Math.min(room, count - next);
    if (taken > 0) kept.unshift({ prekeyOf, next: count - taken, count });
    room -= taken;
  }
  return kept;
};
