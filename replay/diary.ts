import { isRefusal } from './client.ts';
import { forEachWithin } from './concurrency.ts';
import { derivedId } from './ids.ts';
import { type Page, readAtLeast } from './pages.ts';
import type { PepysEntry } from './pepys.ts';
import type { Person } from './person.ts';
import type { Sending } from './sending.ts';
import type { DatedText } from './verdict.ts';

const IN_FLIGHT = 8;

const CREATE = `mutation Create($input: CreateDiaryEntryInput!) { createDiaryEntry(input: $input) { id } }`;
const ENTRIES = `query Entries($after: String) {
  diaryEntries(first: 100, after: $after) {
    edges { node { id occurredAt title content } }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** Writes every entry into the diary of one person, each at the start of its own day. An entry that is there stays. */
export async function writeEntries(
  diarist: Person,
  entries: readonly PepysEntry[],
  { pace, settled, refused, sendLatency }: Sending,
): Promise<DatedText[]> {
  const written: DatedText[] = [];
  await forEachWithin(IN_FLIGHT, entries, async ({ key, date, title, text }) => {
    const id = derivedId(`${diarist.username}, ${key}`);
    const input = { id, title, content: text, occurredAt: `${date}T00:00:00.000Z` };
    await pace();
    const begin = performance.now();
    try {
      await diarist.execute(CREATE, { input });
      sendLatency.record(performance.now() - begin);
      written.push(input);
    } catch (error) {
      if (isRefusal(error, 'ALREADY_EXISTS')) written.push(input);
      else if (isRefusal(error)) refused(`${key}: ${error.message}`);
      else throw error;
    } finally {
      settled();
    }
  });
  return written;
}

/** Reads a diary back: as many entries as were written, at least. */
export function readEntries(diarist: Person, written: number): Promise<DatedText[]> {
  return readAtLeast(written, async (after) => {
    const { data } = await diarist.execute<{ diaryEntries: Page<DatedText> }>(ENTRIES, { after });
    return data.diaryEntries;
  });
}
