import type { EventCatalog } from '#platform/domain/events';

/** The durable facts about conversations. A change here is a migration: stored events of today are read for years. */
export type ChatEvent =
  | PersonEvent
  | RelationEvent
  | ConversationEvent
  | MessageEvent
  | MemberEvent
  | UploadEvent
  | KeysEvent;

/** What this subgraph keeps of people. Heard from the users subgraph (policies.ts). */
export type PersonEvent =
  | {
      readonly type: 'PersonRegistered';
      readonly data: { readonly personId: string };
      readonly personal?: null;
    }
  | {
      readonly type: 'PersonPrivacyChanged';
      readonly data: {
        readonly personId: string;
        /** Whether others may see how far the person has read. */
        readonly readReceipts: boolean;
        /** Whether others may see that the person is online. */
        readonly presence: boolean;
      };
      readonly personal?: null;
    }
  | {
      /** Nothing of the person is left here; or all of it has been written down for them. For the job that asked for it. */
      readonly type: 'PersonErased' | 'PersonExported';
      readonly data: { readonly personId: string; readonly jobId: string };
      readonly personal?: null;
    };

/** What this subgraph keeps of two people, heard likewise. A pair has one stream, whoever of the two blocks. */
export type RelationEvent = {
  readonly type: 'PersonBlocked' | 'PersonUnblocked';
  readonly data: { readonly personId: string; readonly blockedId: string };
  readonly personal?: null;
};

export type ConversationEvent =
  | {
      readonly type: 'ConversationOpened';
      readonly data: {
        readonly conversationId: string;
        readonly kind: 'DIRECT' | 'GROUP';
        readonly ownerId: string;
        /** All of them, the owner first. */
        readonly participantIds: readonly string[];
        /** Whether who is added later may read what was written before. */
        readonly newMembersSeeHistory: boolean;
      };
      readonly personal: { readonly title: string | null };
    }
  | {
      readonly type: 'ParticipantsAdded';
      readonly data: {
        readonly conversationId: string;
        readonly addedBy: string;
        readonly userIds: readonly string[];
        /** They see the messages behind this `seq`; 0 shows them all. */
        readonly hiddenThrough: number;
      };
      readonly personal?: null;
    }
  | {
      readonly type: 'ParticipantLeft';
      readonly data: {
        readonly conversationId: string;
        readonly userId: string;
        /** Who is the owner from now on, when the owner left and somebody is still there. */
        readonly newOwnerId: string | null;
      };
      readonly personal?: null;
    }
  | {
      readonly type: 'ConversationRenamed';
      readonly data: { readonly conversationId: string; readonly renamedBy: string };
      readonly personal: { readonly title: string };
    }
  | {
      /** Who gave it its title was erased: it has none, unless somebody else gave it another since. */
      readonly type: 'ConversationTitleErased';
      readonly data: { readonly conversationId: string; readonly userId: string };
      readonly personal?: null;
    }
  | {
      readonly type: 'MessageSent';
      readonly data: {
        readonly conversationId: string;
        readonly messageId: string;
        /** 1, 2, 3 … within the conversation. */
        readonly seq: number;
        readonly senderId: string;
        readonly replyToId: string | null;
        /** Left out where there are none. */
        readonly attachmentIds?: readonly string[];
      };
      /**
       * A text, or what is encrypted from end to end and can't be read here, nor is found by its words; none but with an
       * attachment.
       */
      readonly personal: {
        readonly text?: string;
        readonly index?: MessageIndex;
        readonly ciphertext?: string;
        readonly attachments?: readonly Attachment[];
      };
    };

/** A file that goes with a message; its content lies in the blob store, under its sender's name and its own id. */
export interface Attachment {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  /** In bytes. */
  readonly size: number;
}

/** A file that somebody is about to send. It is one of a message from its `MessageSent` on. */
export type UploadEvent =
  | {
      readonly type: 'UploadRequested';
      readonly data: {
        readonly attachmentId: string;
        readonly ownerId: string;
        /** What it may have at most, in bytes. */
        readonly size: number;
      };
      readonly personal: { readonly name: string; readonly contentType: string };
    }
  | {
      /** It can't be sent any more: it was sent, or is removed. */
      readonly type: 'UploadEnded';
      readonly data: { readonly attachmentId: string; readonly ownerId: string };
      readonly personal?: null;
    };

/** The public keys that somebody's devices have left here, for others to begin an encrypted conversation by. */
export type KeysEvent =
  | {
      readonly type: 'KeyBundlePublished';
      readonly data: {
        readonly userId: string;
        /** A keyed hash of all of it: tells a retry from another publication. */
        readonly fingerprint: string;
        /** Likewise of the identity key: with another one, what was published before is of no use any more. */
        readonly identity: string;
        /** How many one-time prekeys come with it. */
        readonly oneTimePrekeys: number;
      };
      readonly personal: {
        readonly identityKey: string;
        readonly signedPrekey: string;
        readonly signature: string;
        readonly oneTimePrekeys: readonly string[];
      };
    }
  | {
      /** Somebody was given a one-time prekey, and nobody will be again. */
      readonly type: 'KeyBundleClaimed';
      readonly data: {
        readonly userId: string;
        /** The version of this stream at which the bundle was published. */
        readonly bundle: number;
        /** Likewise of the prekey, and its place in that publication. */
        readonly prekeyOf: number;
        readonly nth: number;
      };
      readonly personal?: null;
    };

/** What becomes of a message once it is sent. */
export type MessageEvent =
  | {
      readonly type: 'MessageEdited';
      readonly data: MessagePlace & {
        readonly senderId: string;
        /** A keyed hash of the text: tells a retry from another edit. */
        readonly fingerprint: string;
      };
      readonly personal: { readonly text: string; readonly index?: MessageIndex };
    }
  | {
      readonly type: 'MessageDeleted';
      readonly data: MessagePlace & { readonly senderId: string };
      readonly personal?: null;
    }
  | {
      readonly type: 'ReactionAdded';
      readonly data: Reaction;
      readonly personal: { readonly emoji: string };
    }
  | {
      readonly type: 'ReactionRemoved';
      readonly data: Reaction;
      readonly personal?: null;
    };

/**
 * By which words a message is found: hashes of their stems under the conversation's key, and how often each stands there.
 * Sealed with the text under the sender's: the conversation's key outlives a sender who is erased, and would tell of each
 * word whether they wrote it. Absent of what was written before messages could be searched.
 */
export interface MessageIndex {
  /** In words. */
  readonly length: number;
  readonly counts: Readonly<Record<string, number>>;
}

interface MessagePlace {
  readonly conversationId: string;
  readonly messageId: string;
  readonly seq: number;
}

interface Reaction extends MessagePlace {
  readonly userId: string;
  /** Under a key of the conversation: the same emoji of two people is counted as one. */
  readonly emojiHash: string;
}

export type MemberEvent =
  | {
      readonly type: 'MessagesRead';
      readonly data: {
        readonly conversationId: string;
        readonly readerId: string;
        readonly throughSeq: number;
        /** Whether the others are told. */
        readonly receipt: boolean;
      };
      readonly personal?: null;
    }
  | {
      readonly type: 'ConversationMuted';
      /** `muted` is false when that ends. */
      readonly data: { readonly conversationId: string; readonly userId: string; readonly muted: boolean };
      readonly personal?: null;
    };

export const chatEvents: EventCatalog<ChatEvent> = {
  types: {
    ...{ PersonRegistered: {}, PersonErased: {}, PersonExported: {}, PersonBlocked: {}, PersonUnblocked: {} },
    // until then they could not keep it to themselves
    PersonPrivacyChanged: { upcasts: [{ data: (data: object) => ({ ...data, presence: true }) }] },
    // until then nobody could be added
    ConversationOpened: { upcasts: [{ data: (data: object) => ({ ...data, newMembersSeeHistory: false }) }] },
    ...{ ParticipantsAdded: {}, ParticipantLeft: {}, ConversationRenamed: {}, ConversationTitleErased: {} },
    ...{ MessageSent: {}, MessageEdited: {}, MessageDeleted: {}, ReactionAdded: {}, ReactionRemoved: {} },
    // the others were always told, before people could keep it to themselves
    MessagesRead: { upcasts: [{ data: (data: object) => ({ ...data, receipt: true }) }] },
    ...{ ConversationMuted: {}, UploadRequested: {}, UploadEnded: {}, KeyBundlePublished: {}, KeyBundleClaimed: {} },
  },
  subjectOf(event) {
    switch (event.type) {
      case 'PersonRegistered':
      case 'PersonPrivacyChanged':
      case 'PersonErased':
      case 'PersonExported':
      case 'PersonBlocked':
      case 'PersonUnblocked':
        return event.data.personId;
      case 'ConversationOpened':
        return event.data.ownerId;
      case 'ParticipantsAdded':
        return event.data.addedBy;
      case 'ConversationRenamed':
        return event.data.renamedBy;
      case 'MessageSent':
      case 'MessageEdited':
      case 'MessageDeleted':
        return event.data.senderId;
      case 'MessagesRead':
        return event.data.readerId;
      case 'ParticipantLeft':
      case 'ConversationTitleErased':
      case 'ReactionAdded':
      case 'ReactionRemoved':
      case 'ConversationMuted':
      case 'KeyBundlePublished':
      case 'KeyBundleClaimed':
        return event.data.userId;
      case 'UploadRequested':
      case 'UploadEnded':
        return event.data.ownerId;
    }
  },
  partitionKeyOf: ({ stream, data }) => ('conversationId' in data ? String(data.conversationId) : stream),
};

export const personStream = (personId: string): string => `person-${personId}`;
export const conversationStream = (conversationId: string): string => `conversation-${conversationId}`;
export const messageStream = (messageId: string): string => `message-${messageId}`;
export const uploadStream = (attachmentId: string): string => `upload-${attachmentId}`;
export const keysStream = (userId: string): string => `keys-${userId}`;
export const memberStream = (conversationId: string, userId: string): string => `member-${conversationId}:${userId}`;

/** Two people in one order, whoever of them acts. */
export const pairOf = (one: string, other: string): string => [one, other].sort().join(':');

/** The same stream whoever of the two blocks. */
export const relationStream = (one: string, other: string): string => `relation-${pairOf(one, other)}`;
