import type { Aggregate } from '#platform/domain/aggregate';
import type { Decider } from '#platform/domain/decider';
import { DomainError } from '#platform/domain/errors';
import type { EventCatalog, FeedPosition, Sealed } from '#platform/domain/events';
import { fold, type Projection, put, remove } from '#platform/projection';
import { table } from '#platform/read-model/read-model';

/** The smallest domain that needs all of the platform: somebody counts, with a note on each step, until they close. */
export type CounterEvent =
  | {
      readonly type: 'Counted';
      readonly data: { readonly owner: string; readonly by: number };
      readonly personal: { readonly note: string };
    }
  | {
      readonly type: 'Undone';
      readonly data: { readonly owner: string; readonly version: number };
      readonly personal?: null;
    }
  | {
      readonly type: 'Closed' | 'Reopened';
      readonly data: { readonly owner: string };
      readonly personal?: null;
    };

export type CounterCommand =
  | { readonly type: 'Count'; readonly owner: string; readonly by: number; readonly note?: string }
  | { readonly type: 'Undo'; readonly owner: string; readonly version: number }
  | { readonly type: 'Close' | 'Reopen'; readonly owner: string };

export interface Counter {
  readonly total: number;
  readonly closed: boolean;
}

const counter: Decider<Counter, CounterCommand, CounterEvent> = {
  initialState: { total: 0, closed: false },
  decide(command, { closed }) {
    const { owner } = command;
    switch (command.type) {
      case 'Count':
        if (closed) throw new DomainError('CONFLICT', 'The counter is closed.');
        return [{ type: 'Counted', data: { owner, by: command.by }, personal: { note: command.note ?? '' } }];
      case 'Undo':
        return [{ type: 'Undone', data: { owner, version: command.version } }];
      case 'Close':
        return closed ? [] : [{ type: 'Closed', data: { owner } }];
      case 'Reopen':
        return closed ? [{ type: 'Reopened', data: { owner } }] : [];
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case 'Counted':
        return { ...state, total: state.total + event.data.by };
      case 'Undone':
        return state;
      case 'Closed':
        return { ...state, closed: true };
      case 'Reopened':
        return { ...state, closed: false };
    }
  },
};

const counterEvents: EventCatalog<CounterEvent> = {
  types: { Counted: {}, Undone: {}, Closed: {}, Reopened: {} },
  subjectOf: ({ data }) => data.owner,
  partitionKeyOf: ({ subject }) => subject,
};

export const counterAggregate: Aggregate<Counter, CounterCommand, CounterEvent> = {
  ...{ decider: counter, catalog: counterEvents, stateVersion: 1 },
};

export type TotalRow = {
  readonly stream: string;
  readonly total: number | null;
  readonly steps: number | null;
  readonly closedAt: string | null;
};
export const totals = table<TotalRow>()('total', ['stream'], [], {
  ...{ stream: 'text', total: 'int', steps: 'int', closedAt: 'timestamp' },
});

export type StepRow = {
  readonly stream: string;
  readonly version: number;
  readonly note: Sealed | null;
  readonly feed: FeedPosition;
};
export const steps = table<StepRow>()('step', ['stream'], ['version'], {
  ...{ stream: 'text', version: 'int', note: 'text', feed: 'text' },
});

/** A total that folds, and steps that are put and removed; each is announced on the topic of its stream. */
export const counting: Projection<CounterEvent> = {
  name: 'counting',
  tables: [totals, steps],
  project(event) {
    const { stream, version, feed } = event;
    switch (event.type) {
      case 'Counted':
        return [
          put(steps, { stream, version, feed, note: event.personal?.note ?? null }),
          fold(totals, { stream }, (row) => ({
            total: (row?.total ?? 0) + event.data.by,
            steps: (row?.steps ?? 0) + 1,
          })),
        ];
      case 'Undone':
        return [remove(steps, { stream, version: event.data.version })];
      case 'Closed':
        return [put(totals, { stream, closedAt: event.at })];
      case 'Reopened':
        return [put(totals, { stream, closedAt: null })];
    }
  },
  announce: ({ stream, version, feed }) => [{ topic: stream, message: { version, feed } }],
};

export type LabelRow = { readonly stream: string; readonly label: string | null };
export const labels = table<LabelRow>()('label', ['stream'], [], { stream: 'text', label: 'text' });
export type LabelledRow = { readonly label: string; readonly stream: string };
export const labelled = table<LabelledRow>()('labelled', ['label'], ['stream'], { label: 'text', stream: 'text' });

/** The newest note in clear, and the streams by it: rows under other keys that follow from a fold. */
export const labelling: Projection<CounterEvent> = {
  name: 'labelling',
  tables: [labels, labelled],
  opens: ['Counted'],
  project({ stream }, opened) {
    if (!opened) return [];
    return [
      fold(
        labels,
        { stream },
        () => ({ label: String(opened.note) }),
        (before, after) => [
          ...(before?.label == null ? [] : [remove(labelled, { label: before.label, stream })]),
          put(labelled, { label: after.label!, stream }),
        ],
      ),
    ];
  },
};
