import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { newId } from '#platform/domain/ids';
import * as app from '../../../schema/operations.ts';
import type { Client } from '../client.ts';
import { eventually, PASSWORD, type Person } from '../supergraph.ts';

const ENTRIES = 1_000;
const MESSAGES = 1_000;
const AT_ONCE = 8;
const WITHIN_MS = 60_000;

/** Somebody with a life in here, and twenty words that stand nowhere else. */
export interface Traces {
  readonly ann: Person;
  readonly words: readonly string[];
}

const word = () => `planted${randomBytes(10).toString('hex')}`;

const times = async (count: number, work: (nth: number) => Promise<unknown>): Promise<void> => {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
};

/** Writes a thousand entries and sends a thousand messages, with a word in every hundred-and-twenty-fifth of them. */
export const leaveTraces = async (signUp: (name: string) => Promise<Person>): Promise<Traces> => {
  const words = Array.from({ length: 20 }, word);
  const [firstName, lastName, bio, tag] = words;
  const inEntries = words.slice(4, 12);
  const inMessages = words.slice(12);
  const [ann, bob] = await Promise.all(['ann', 'bob'].map(signUp));
  await ann!.ask(app.UpdateProfileDocument, { input: { firstName, lastName, bio } });
  await times(ENTRIES, (nth) =>
    ann!.ask(app.CreateDiaryEntryDocument, {
      input: { content: `Entry ${nth} ${inEntries[nth / 125] ?? ''}`, tags: [`${tag}`] },
    }),
  );
  const input = { kind: 'DIRECT' as const, participantIds: [bob!.id] };
  const conversationId = (await ann!.ask(app.OpenConversationDocument, { input })).openConversation.id;
  await times(MESSAGES, (nth) =>
    ann!.ask(app.SendMessageDocument, {
      input: { conversationId, text: `Message ${nth} ${inMessages[nth / 125] ?? ''}`, idempotencyKey: newId() },
    }),
  );
  // the name is in clear once it is in the index
  await eventually(async () => {
    const { users } = await bob!.ask<{ users: { edges: unknown[] } }, object>(
      `{ users(search: "${firstName}") { edges { cursor } } }`,
    );
    expect(users.edges).toHaveLength(1);
  }, WITHIN_MS);
  return { ann: ann!, words };
};

/** Erases them, and answers with how many seconds that took, until their job was done. */
export const erase = async ({ ann }: Traces): Promise<number> => {
  const began = performance.now();
  const { eraseMe: job } = await ann.ask<{ eraseMe: { id: string } }, object>(
    'mutation ($password: String!) { eraseMe(password: $password) { id } }',
    { password: PASSWORD },
  );
  await eventually(async () => {
    const { job: now } = await ann.ask<{ job: { status: string } }, object>(`{ job(id: "${job.id}") { status } }`);
    expect(now.status).toBe('DONE');
  }, WITHIN_MS);
  return (performance.now() - began) / 1_000;
};

/** The stores in which something is left, as an admin is told. */
export const residue = async (admin: Client, { ann }: Traces): Promise<unknown[]> => {
  const { verifyErasure: report } = await admin.ask<
    { verifyErasure: { clean: boolean; stores: { residualRows: number }[] } },
    object
  >('query ($id: ID!) { verifyErasure(userId: $id) { clean stores { name residualRows } } }', { id: ann.id });
  expect(report.stores.length).toBeGreaterThan(40);
  const left = report.stores.filter(({ residualRows }) => residualRows > 0);
  expect(report.clean).toBe(left.length === 0);
  return left;
};

/** Which of these texts stand readable in files of these folders, whatever lies there. */
export const grep = async (texts: readonly string[], folders: readonly string[]): Promise<Map<string, string[]>> => {
  const found = new Map<string, string[]>();
  for (const folder of folders) {
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    for (const file of files.filter((each) => each.isFile())) {
      const path = join(file.parentPath, file.name);
      for (const text of await textsIn(path, texts)) found.set(text, [...(found.get(text) ?? []), path]);
    }
  }
  return found;
};

const textsIn = async (path: string, texts: readonly string[]): Promise<Set<string>> => {
  const longest = Math.max(...texts.map((text) => text.length));
  const found = new Set<string>();
  let rest = Buffer.alloc(0);
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      // a text may lie across two chunks
      const window = Buffer.concat([rest, chunk]);
      for (const text of texts) if (window.includes(text)) found.add(text);
      rest = window.subarray(-longest);
    }
  } catch (error) {
    // removed by the server meanwhile
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return found;
};
