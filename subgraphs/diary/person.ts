import { aggregatesOf } from '#platform/domain/aggregate';
import type { Decider } from '#platform/domain/decider';
import { diaryEvents, type PersonEvent } from './events.ts';

export interface RecordRight {
  /** All of that is done already. */
  readonly type: 'ErasePerson' | 'ExportPerson';
  readonly personId: string;
  readonly jobId: string;
}

/** What has been done for a person as a whole. */
export const person: Decider<null, RecordRight, PersonEvent> = {
  initialState: null,
  decide: ({ type, ...data }) => [{ type: type === 'ErasePerson' ? 'PersonErased' : 'PersonExported', data }],
  evolve: () => null,
};

export const personAggregate = aggregatesOf(diaryEvents)(person, 1);
