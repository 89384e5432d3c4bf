import { expect, it } from 'vitest';
import { DomainError } from '#platform/domain/errors';
import { CLIENT_SPAN, recordingTracing } from '#platform/tracing/recording.fixture';
import { errorTypeOf, refusalTypeOf, tracked } from '#platform/tracing/tracing';

const start = { name: 'work', kind: 'internal', parent: CLIENT_SPAN, attributes: {} } as const;

it('spans end with what the work leads to', async () => {
  const { tracing, spans } = recordingTracing();
  const [one, other] = [tracing.begin(start)!, tracing.begin(start)!];
  let finish = (_: string) => {};
  const work = new Promise<string>((resolve) => {
    finish = resolve;
  });
  const done = tracked([one, other], work, (result) => ({ result }));
  expect(spans.map(({ outcome }) => outcome)).toEqual([undefined, undefined]);
  finish('done');
  expect(await done).toBe('done');
  expect(spans.map(({ outcome }) => outcome)).toEqual([{ result: 'done' }, { result: 'done' }]);
});

it('spans of what failed say how, and the failure is passed on', async () => {
  const { tracing, spans } = recordingTracing();
  const failure = new DomainError('CONFLICT', 'Somebody wrote "secret words".');
  await expect(tracked([tracing.begin(start)!], Promise.reject(failure))).rejects.toBe(failure);
  expect(spans[0]!.outcome).toEqual({ 'error.type': 'CONFLICT' });
});

it('an error is told by its code or its class, never by its words', () => {
  expect(errorTypeOf(Object.assign(new Error('duplicate key "ann@example.org"'), { code: '23505' }))).toBe('23505');
  expect(errorTypeOf(new TypeError('ann is not a function'))).toBe('TypeError');
  expect(errorTypeOf(Object.assign(new Error('x'), { code: 'no such person: ann' }))).toBe('Error');
  for (const odd of [undefined, null, 'ann', { name: 'two words' }, { code: 7 }, { name: 'x'.repeat(65) }])
    expect(errorTypeOf(odd)).toBe('_OTHER');
});

it('a refusal is told by its code', () => {
  expect(refusalTypeOf(undefined)).toBeUndefined();
  expect(refusalTypeOf([])).toBeUndefined();
  expect(refusalTypeOf([{ extensions: { code: 'NOT_FOUND' } }, { extensions: { code: 'CONFLICT' } }])).toBe(
    'NOT_FOUND',
  );
  expect(refusalTypeOf([{ extensions: {} }])).toBe('_OTHER');
  expect(refusalTypeOf([{ extensions: { code: 'what Ann wrote' } }])).toBe('_OTHER');
});
