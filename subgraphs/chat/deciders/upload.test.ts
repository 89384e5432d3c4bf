import { expect, it } from 'vitest';
import { fold } from '#platform/domain/decider';
import { specFor } from '#platform/domain/testing';
import type { UploadEvent } from '../events.ts';
import { upload } from './upload.ts';

const given = specFor(upload);
const file = { attachmentId: 'f1', ownerId: 'ann', size: 5 };
const named = { name: 'cat.png', contentType: 'image/png' };
const requested: UploadEvent = { type: 'UploadRequested', data: file, personal: named };
const ended: UploadEvent = { type: 'UploadEnded', data: { attachmentId: 'f1', ownerId: 'ann' } };

it('an upload is asked for once, and what it is called is personal', () => {
  const request = { type: 'RequestUpload' as const, ...file, ...named };
  given().when(request).yields(requested);
  given(requested).when(request).yieldsNothing();
});

it('an upload ends once, if there was one', () => {
  const end = { type: 'EndUpload' as const, attachmentId: 'f1' };
  given(requested).when(end).yields(ended);
  given(requested, ended).when(end).yieldsNothing();
  given().when(end).yieldsNothing();
  expect(fold(upload, [requested, ended])).toEqual({ ownerId: 'ann', ended: true });
});
