import { aggregatesOf } from '#platform/domain/aggregate';
import type { Decider } from '#platform/domain/decider';
import { notFound } from '#platform/domain/errors';
import { type UserEvent, userEvents } from './events.ts';

type Personal<T extends UserEvent['type']> = Extract<UserEvent, { type: T }>['personal'];

export type UserCommand =
  | ({ readonly type: 'CreateUser'; readonly userId: string } & Personal<'UserCreated'>)
  | { readonly type: 'UpdateProfile'; readonly userId: string; readonly changes: Personal<'UserProfileUpdated'> }
  | {
      readonly type: 'AssignArchetype';
      readonly userId: string;
      readonly source: 'ASSIGNED' | 'ANALYSIS';
      readonly archetype: Personal<'ArchetypeAssigned'>['archetype'];
    };

export interface User {
  readonly exists: boolean;
}

export const user: Decider<User, UserCommand, UserEvent> = {
  initialState: { exists: false },

  decide(command, state) {
    switch (command.type) {
      case 'CreateUser': {
        if (state.exists) return [];
        const { type: _, userId, ...personal } = command;
        return [{ type: 'UserCreated', data: { userId }, personal }];
      }
      case 'UpdateProfile': {
        if (!state.exists) throw notFound('person');
        const { userId, changes } = command;
        if (Object.keys(changes).length === 0) return [];
        return [{ type: 'UserProfileUpdated', data: { userId }, personal: changes }];
      }
      case 'AssignArchetype': {
        if (!state.exists) throw notFound('person', 'input.userId');
        const { userId, source, archetype } = command;
        return [{ type: 'ArchetypeAssigned', data: { userId, source }, personal: { archetype } }];
      }
    }
  },

  evolve(state, event) {
    return event.type === 'UserCreated' ? { exists: true } : state;
  },
};

export const userAggregate = aggregatesOf(userEvents)(user, 1);
