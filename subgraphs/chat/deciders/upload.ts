import type { Decider } from '#platform/domain/decider';
import type { UploadEvent } from '../events.ts';

export type UploadCommand =
  | {
      readonly type: 'RequestUpload';
      readonly attachmentId: string;
      readonly ownerId: string;
      readonly size: number;
      readonly name: string;
      readonly contentType: string;
    }
  | { readonly type: 'EndUpload'; readonly attachmentId: string };

export interface Upload {
  readonly ownerId: string | null;
  readonly ended: boolean;
}

/** A file on its way into a message. Which message that is, the conversation decides. */
export const upload: Decider<Upload, UploadCommand, UploadEvent> = {
  initialState: { ownerId: null, ended: false },

  decide(command, { ownerId, ended }) {
    switch (command.type) {
      case 'RequestUpload': {
        const { type: _, name, contentType, ...data } = command;
        return ownerId === null ? [{ type: 'UploadRequested', data, personal: { name, contentType } }] : [];
      }
      case 'EndUpload': {
        const { attachmentId } = command;
        return ownerId === null || ended ? [] : [{ type: 'UploadEnded', data: { attachmentId, ownerId } }];
      }
    }
  },

  evolve(state, { type, data }) {
    return type === 'UploadRequested' ? { ownerId: data.ownerId, ended: false } : { ...state, ended: true };
  },
};
