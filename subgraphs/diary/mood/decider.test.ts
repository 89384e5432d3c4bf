import { describe, it } from 'vitest';
import { specFor } from '#platform/domain/testing';
import type { MoodEvent } from '../events.ts';
import { mood } from './decider.ts';

const given = specFor(mood);
const data = {
  ...{ entryId: 'entry', ownerId: 'ann', sessionId: null, ofVersion: 2, occurredAt: '2026-01-01T00:00:00.000Z' },
  ...{ tokenCount: 3, modelVersion: 'one', emotionHash: 'hash' },
};
const reading = {
  ...{ dominant: 'JOY' as const, valence: 1, arousal: 0, confidence: 1, language: 'en', topics: [], keywords: [] },
  emotions: { JOY: 1, SADNESS: 0, ANGER: 0, FEAR: 0, DISGUST: 0, SURPRISE: 0, NEUTRAL: 0 },
};
const record = { ...data, mood: reading, replaces: false };
const analyzed: MoodEvent = { type: 'EntryMoodAnalyzed', data, personal: { mood: reading } };

describe('RecordMood', () => {
  it('is recorded', () => given().when(record).yields(analyzed));
  it('is recorded once', () => given(analyzed).when(record).yieldsNothing());
  it('is recorded again of a newer text', () =>
    given(analyzed)
      .when({ ...record, ofVersion: 3 })
      .yields({ ...analyzed, data: { ...data, ofVersion: 3 } }));
  it('is recorded by another model where that replaces what was read', () => {
    const another = { ...analyzed, data: { ...data, modelVersion: 'two' } };
    given(analyzed)
      .when({ ...record, modelVersion: 'two' })
      .yieldsNothing();
    given(analyzed)
      .when({ ...record, modelVersion: 'two', replaces: true })
      .yields(another);
    given(analyzed, another)
      .when({ ...record, modelVersion: 'two', replaces: true })
      .yieldsNothing();
    // whoever still reads by the first one
    given(analyzed, another).when(record).yieldsNothing();
  });
  it('is dropped when it is of an older text', () =>
    given(analyzed)
      .when({ ...record, ofVersion: 1, modelVersion: 'two', replaces: true })
      .yieldsNothing());
});
