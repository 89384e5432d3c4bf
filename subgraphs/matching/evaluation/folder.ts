import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { moodOf } from '../profile/hearing.ts';
import { comparable } from '../profile/keys.ts';
import { outstandingIn, type Traits } from '../similarity.ts';

export type Person = Traits & { readonly personId: string };

export interface People {
  readonly people: readonly Person[];
  /** With whom each has a link. */
  readonly links: ReadonlyMap<string, ReadonlySet<string>>;
}

const share = z.number().min(0).max(1);
const personInput = z.object({
  id: z.string().min(1),
  archetype: z.object({ id: z.string(), confidence: share, scores: z.record(z.string(), share).nullish() }).nullish(),
  mood: z.object({ emotions: z.record(z.string(), z.number()), valence: z.number(), arousal: z.number() }).nullish(),
  tags: z.array(z.string()).default([]),
  topics: z.array(z.string()).default([]),
  modalities: z.record(z.string(), share).nullish(),
});
const linksInput = z.array(z.object({ from: z.string(), to: z.string() }));

/**
 * Reads `people.json`, an array of people (`{"id", "archetype": {"id", "confidence", "scores": {"sage": 0.5}}, "mood": {"emotions": {"JOY": 0.5},
 * "valence", "arousal"}, "tags": [], "topics": [], "modalities": {"visual": 0.5}}`, all but the id optional), and
 * `links.csv`, who got on with whom (`from,to` and a line for each, in whichever direction). People and links that stand
 * there twice count once; links with oneself or with nobody are passed over.
 */
export const readPeople = async (folder: string): Promise<People> => {
  const given = z.array(personInput).parse(JSON.parse(await readFile(join(folder, 'people.json'), 'utf8')));
  const people = [...new Map(given.map((person) => [person.id, person])).values()].map(traitsOf);
  const lines = parse(await readFile(join(folder, 'links.csv')), { bom: true, columns: true, trim: true });
  const links = new Map(people.map(({ personId }) => [personId, new Set<string>()]));
  for (const { from, to } of linksInput.parse(lines))
    if (from !== to && links.has(from) && links.has(to)) {
      links.get(from)!.add(to);
      links.get(to)!.add(from);
    }
  return { people, links };
};

/** Here nothing is personal, so that any hash serves as a key. */
const keyOf = (name: string): string => createHash('sha256').update(comparable(name)).digest('base64url').slice(0, 11);

const traitsOf = ({ id, archetype, mood, tags, topics, modalities }: z.infer<typeof personInput>): Person => {
  const keysOf = (names: readonly string[]) => [...new Set(names.map(keyOf))].sort();
  const byKey = (scores: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(scores).map(([name, score]) => [keyOf(name), score]));
  const direction = mood ? moodOf(mood) : [];
  return {
    personId: id,
    archetype: archetype
      ? {
          ...{ key: keyOf(archetype.id), confidence: archetype.confidence },
          outstanding: archetype.scores ? outstandingIn(byKey(archetype.scores)) : null,
        }
      : null,
    mood: direction.some((number) => number !== 0) ? direction : null,
    interests: tags.length + topics.length > 0 ? { tags: keysOf(tags), topics: keysOf(topics) } : null,
    modalities: Object.keys(modalities ?? {}).length > 0 ? byKey(modalities!) : null,
  };
};
