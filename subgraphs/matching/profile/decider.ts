import type { Decider } from '#platform/domain/decider';
import type { EntryEvent, ProfileEvent } from '../events.ts';

type Heard = Exclude<ProfileEvent, { type: 'ProfileErased' }>;
/** As the event will say it. */
type Hear<E> = E extends Heard
  ? { readonly type: E['type']; readonly data: E['data']; readonly personal?: E['personal'] }
  : never;

export type ProfileCommand =
  | Hear<Heard>
  | { readonly type: 'EraseProfile'; readonly data: { readonly personId: string } };

/** What is known of somebody, as far as it decides anything: how new it is. */
export interface Profile {
  /** By what was heard, the version of the other subgraph's stream. */
  readonly heard: Readonly<Partial<Record<Heard['type'], number>>>;
  readonly erased: boolean;
}

export const profile: Decider<Profile, ProfileCommand, ProfileEvent> = {
  initialState: { heard: {}, erased: false },

  decide(command, { heard, erased }) {
    if (command.type === 'EraseProfile') return [{ type: 'ProfileErased', data: command.data }];
    const isOld = command.data.ofVersion <= (heard[command.type] ?? 0);
    return erased || isOld ? [] : [command as ProfileEvent];
  },

  evolve({ heard, erased }, event) {
    if (event.type === 'ProfileErased') return { heard, erased: true };
    return { heard: { ...heard, [event.type]: event.data.ofVersion }, erased };
  },
};

export type TagEntry = EntryEvent['data'] & EntryEvent['personal'];

/** Up to which version of the diary's entry its tags are known. */
export const entry: Decider<{ readonly ofVersion: number }, TagEntry, EntryEvent> = {
  initialState: { ofVersion: 0 },

  decide: ({ tags, before, ...data }, { ofVersion }) =>
    data.ofVersion <= ofVersion ? [] : [{ type: 'EntryTagged', data, personal: { tags, before } }],

  evolve: (_, { data: { ofVersion } }) => ({ ofVersion }),
};
