import type { Decider } from '#platform/domain/decider';
import type { PersonEvent, RelationEvent } from '../events.ts';

export type PersonCommand =
  | { readonly type: 'RegisterPerson'; readonly personId: string }
  | ({ readonly type: 'ChangePrivacy'; readonly personId: string } & Partial<ChatPrivacy>)
  /** All of that is done already. */
  | { readonly type: 'ErasePerson' | 'ExportPerson'; readonly personId: string; readonly jobId: string };

/** What somebody may keep to themselves here. */
export interface ChatPrivacy {
  /** Whether others may see how far they have read. */
  readonly readReceipts: boolean;
  /** Whether others may see that they are online. */
  readonly presence: boolean;
}

export interface Person extends ChatPrivacy {
  readonly known: boolean;
}

export const person: Decider<Person, PersonCommand, PersonEvent> = {
  initialState: { known: false, readReceipts: true, presence: true },

  decide(command, { known, ...before }) {
    switch (command.type) {
      case 'RegisterPerson':
        return known ? [] : [{ type: 'PersonRegistered', data: { personId: command.personId } }];
      case 'ChangePrivacy': {
        const { type: _, personId, ...changes } = command;
        // recorded whatever was before: only of what is recorded a late repetition is known as one
        return [{ type: 'PersonPrivacyChanged', data: { personId, ...before, ...changes } }];
      }
      case 'ErasePerson':
      case 'ExportPerson': {
        const { type, ...data } = command;
        return [{ type: type === 'ErasePerson' ? 'PersonErased' : 'PersonExported', data }];
      }
    }
  },

  evolve(state, { type, data }) {
    switch (type) {
      case 'PersonRegistered':
        return { ...state, known: true };
      case 'PersonPrivacyChanged':
        return { ...state, readReceipts: data.readReceipts, presence: data.presence };
      case 'PersonErased':
      case 'PersonExported':
        return state;
    }
  },
};

export interface ChangeRelation {
  readonly type: 'BlockPerson' | 'UnblockPerson';
  readonly personId: string;
  readonly blockedId: string;
}

/** How two people stand to each other: nothing that a decision rests on, who blocks whom is looked up in rows. */
export const relation: Decider<Record<string, never>, ChangeRelation, RelationEvent> = {
  initialState: {},

  // recorded whatever was before: only of what is recorded a late repetition is known as one
  decide: ({ type, personId, blockedId }) => [
    { type: type === 'BlockPerson' ? 'PersonBlocked' : 'PersonUnblocked', data: { personId, blockedId } },
  ],

  evolve: (state) => state,
};
