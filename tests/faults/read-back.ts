import type { Page } from '../../replay/pages.ts';
import { readAtLeast } from '../../replay/pages.ts';
import type { Person } from '../../replay/person.ts';
import type { DatedText, StoredMessage } from '../../replay/verdict.ts';
import type { ReadBack } from './history.ts';
import type { Load } from './load.ts';

const MESSAGES = `query Messages($id: ID!, $after: String) {
  conversation(id: $id) {
    messages(first: 100, after: $after) {
      edges { node { id seq text sender { id } replyTo { id } } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;
const ENTRIES = `query Entries($after: String) {
  diaryEntries(first: 100, after: $after) {
    edges { node { id occurredAt title content } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const MATCHES = `query Matches { matches(status: ACCEPTED) { edges { node { conversation { id } } } } }`;

/** Everything that a load has made, as it can be read once all is well again. */
export const readBack = async ({
  history,
  people,
  pairs,
}: Load): Promise<Omit<ReadBack, 'rebuild' | 'endpointAway'>> => {
  const messages = new Map<string, readonly StoredMessage[]>();
  for (const { id, memberIds } of history.conversations) {
    const reader = people.find((person) => person.id === memberIds[0])!;
    const sent = history.sends.filter(({ conversationId, acknowledged: [first] }) => conversationId === id && first);
    const page = async (after: string | undefined) => {
      const { data } = await reader.execute<{ conversation: { messages: Page<StoredMessage> } }>(MESSAGES, {
        id,
        after,
      });
      return data.conversation.messages;
    };
    messages.set(id, await readAtLeast(sent.length, page));
  }

  const entries = await readAtLeast(
    history.entries.filter(({ acknowledged }) => acknowledged).length,
    async (after) => {
      const { data } = await people[0]!.execute<{ diaryEntries: Page<DatedText> }>(ENTRIES, { after });
      return data.diaryEntries;
    },
  );

  const matches = new Map<string, { conversationId: string | null }[]>();
  for (const { name, first } of pairs) matches.set(name, await matchesOf(first));
  return { messages, entries, matches };
};

/** Its conversation is opened a moment after a match. */
const matchesOf = async (person: Person): Promise<{ conversationId: string | null }[]> => {
  const nodes = await readAtLeast(1, async () => {
    const { data } = await person.execute<{
      matches: { edges: Page<{ conversation: { id: string } | null }>['edges'] };
    }>(MATCHES);
    return { edges: data.matches.edges, pageInfo: { hasNextPage: false, endCursor: null } };
  });
  return nodes.map(({ conversation }) => ({ conversationId: conversation?.id ?? null }));
};
