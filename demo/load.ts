import { setTimeout as sleep } from 'node:timers/promises';
import { type GraphQLClient, isRefusal } from '../replay/client.ts';
import { derivedId } from '../replay/ids.ts';
import { enter, type Person } from '../replay/person.ts';
import type { Entry } from './diaries.ts';
import type { Acquaintance, Character, Dialogue, World } from './world.ts';

/** The world as the server knows it. */
export interface LoadedWorld {
  /** By username, each signed in. */
  readonly people: ReadonlyMap<string, Person>;
  /** Ids by the dialogue's name. */
  readonly conversations: ReadonlyMap<string, string>;
}

/** Everybody's password: nothing in the demo is secret. */
export const DEMO_PASSWORD = 'Thursday soup at seven';

const DAY_MS = 86_400_000;
const PAUSE_MS = 50;
const MOST_PAUSES = 200;

const WHO_AM_I = 'query WhoAmI { me { bio archetype { id } } }';
const UPDATE_PROFILE = 'mutation Describe($input: UpdateProfileInput!) { updateProfile(input: $input) { id } }';
const ASSIGN_ARCHETYPE = 'mutation Assign($input: ArchetypeInput!) { assignArchetype(input: $input) { id } }';
const START_SESSION = 'mutation Start($input: StartDiarySessionInput!) { startDiarySession(input: $input) { id } }';
const END_SESSION = 'mutation End($id: ID!, $endedAt: DateTime) { endDiarySession(id: $id, endedAt: $endedAt) { id } }';
const CREATE_ENTRY = 'mutation Write($input: CreateDiaryEntryInput!) { createDiaryEntry(input: $input) { id } }';
const WRITTEN = 'query Written { diaryEntries(first: 100) { edges { node { id } } } }';
const OPEN = 'mutation Open($input: OpenConversationInput!) { openConversation(input: $input) { id } }';
const SEND = 'mutation Say($input: SendMessageInput!) { sendMessage(input: $input) { message { id seq } } }';
const LAST = 'query Last($id: ID!) { conversation(id: $id) { lastMessage { seq } } }';
const MATCHES = 'query Matches { matches(first: 100) { edges { node { id status recipient { id } } } } }';
const REQUEST =
  'mutation Ask($userId: ID!, $message: String) { requestMatch(userId: $userId, message: $message) { id } }';
const ACCEPT = 'mutation Accept($id: ID!) { acceptMatch(id: $id) { id } }';

/** Loads a world through the public graph. What is there already stays as it is, so it may be done again at any time. */
export async function loadWorld(client: GraphQLClient, world: World): Promise<LoadedWorld> {
  const people = new Map(
    await Promise.all(
      world.people.map(async (character) => [character.username, await settle(client, character)] as const),
    ),
  );
  for (const acquaintance of world.matches) await introduce(people, acquaintance);
  const conversations = new Map<string, string>();
  for (const dialogue of world.conversations) conversations.set(dialogue.name, await converse(people, dialogue));
  return { people, conversations };
}

async function settle(client: GraphQLClient, character: Character): Promise<Person> {
  const { username, firstName, lastName, bio, archetype } = character;
  const account = { username, email: `${username}@demo.example`, password: DEMO_PASSWORD, firstName, lastName };
  const person = await enter(client, account);
  const { data } = await person.execute<{ me: { bio: string | null; archetype: { id: string } | null } }>(WHO_AM_I);
  if (data.me.bio === null) await person.execute(UPDATE_PROFILE, { input: { bio } });
  if (data.me.archetype === null) {
    const { id, name, ...rest } = archetype;
    const input = { archetypeId: id, archetypeName: name, ...rest };
    await person.execute(ASSIGN_ARCHETYPE, { input });
  }
  await keepDiary(person, character.diary);
  return person;
}

async function keepDiary(person: Person, diary: readonly Entry[]): Promise<void> {
  const { data } = await person.execute<{ diaryEntries: { edges: { node: { id: string } }[] } }>(WRITTEN);
  const written = new Set(data.diaryEntries.edges.map(({ node }) => node.id));
  const idOf = (entry: Entry) => derivedId(`${person.username}, ${entry.title}`);
  const sessionIdOf = (title: string) => derivedId(`${person.username}, session ${title}`);

  const write = async (entry: Entry, sessionId?: string) => {
    if (written.has(idOf(entry))) return;
    const { title, content, tags } = entry;
    const input = { id: idOf(entry), title, content, tags, sessionId, occurredAt: momentOf(entry) };
    await unlessDone(person.execute(CREATE_ENTRY, { input }));
  };

  for (const entry of diary.filter(({ session }) => session === undefined)) await write(entry);
  // one after another: nobody has two sessions at a time
  for (const title of new Set(diary.flatMap(({ session }) => session ?? []))) {
    const entries = diary.filter(({ session }) => session === title);
    const id = sessionIdOf(title);
    if (entries.every((entry) => written.has(idOf(entry)))) continue;
    await unlessDone(person.execute(START_SESSION, { input: { id, title, startedAt: momentOf(entries[0]!) } }));
    for (const entry of entries) await write(entry, id);
    await unlessDone(person.execute(END_SESSION, { id, endedAt: momentOf(entries.at(-1)!) }));
  }
}

async function introduce(people: LoadedWorld['people'], { from, to, message, accepted }: Acquaintance): Promise<void> {
  const [requester, recipient] = [people.get(from)!, people.get(to)!];
  const { data } = await requester.execute<{
    matches: { edges: { node: { id: string; status: string; recipient: { id: string } | null } }[] };
  }>(MATCHES);
  const known = data.matches.edges.find(({ node }) => node.recipient?.id === recipient.id)?.node;
  if (known && known.status !== 'PENDING') return;
  const id = known?.id ?? (await request());
  if (accepted) await unlessDone(recipient.execute(ACCEPT, { id }));

  async function request(): Promise<string> {
    const variables = { userId: recipient.id, message };
    return (await requester.execute<{ requestMatch: { id: string } }>(REQUEST, variables)).data.requestMatch.id;
  }
}

async function converse(
  people: LoadedWorld['people'],
  { name, title, participants, lines }: Dialogue,
): Promise<string> {
  const [opener, ...others] = participants.map((username) => people.get(username)!);
  const participantIds = others.map((person) => person.id);
  // Two people have one conversation, whoever opened it: a match that was accepted may have.
  const input = title
    ? { id: derivedId(`conversation ${name}`), kind: 'GROUP', title, participantIds }
    : { kind: 'DIRECT', participantIds };
  const opened = await opener!.execute<{ openConversation: { id: string } }>(OPEN, { input });
  const conversationId = opened.data.openConversation.id;

  const messages: { id: string; seq: number }[] = [];
  for (const [index, { from, text, answers }] of lines.entries()) {
    const replyToId = answers === undefined ? undefined : messages[answers]?.id;
    const said = { conversationId, text, replyToId, idempotencyKey: `${name}-${index}` };
    const speaker = people.get(from)!;
    const { data } = await speaker.execute<{ sendMessage: { message: { id: string; seq: number } } }>(SEND, {
      input: said,
    });
    messages.push(data.sendMessage.message);
  }
  await untilReadable(opener!, conversationId, messages.at(-1)!.seq);
  return conversationId;
}

/** Read models follow a moment later; who looks right after loading should see everything. */
async function untilReadable(reader: Person, id: string, seq: number): Promise<void> {
  for (let pause = 0; pause < MOST_PAUSES; pause += 1) {
    const { data } = await reader.execute<{ conversation: { lastMessage: { seq: number } | null } | null }>(LAST, {
      id,
    });
    if ((data.conversation?.lastMessage?.seq ?? 0) >= seq) return;
    await sleep(PAUSE_MS);
  }
  throw new Error(`Message ${seq} of conversation ${id} was sent, but cannot be read`);
}

function momentOf({ daysAgo, time }: Entry): string {
  const day = new Date(Date.now() - daysAgo * DAY_MS).toISOString().slice(0, 10);
  return `${day}T${time}:00.000Z`;
}

/** Lets the refusals pass by which a server says that something has been done before. */
async function unlessDone(mutation: Promise<unknown>): Promise<void> {
  try {
    await mutation;
  } catch (error) {
    if (!isRefusal(error, 'ALREADY_EXISTS', 'CONFLICT')) throw error;
  }
}
