/**
 * `npm run matching:evaluate -- FOLDER [K]`: recommends to everybody in the folder (evaluation/folder.ts says what is in it)
 * and says how many of those they have links with are among the first K, 10 unless it is given; beside it, what chance
 * alone would do.
 */
import { createHash } from 'node:crypto';
import { readConfig } from '#platform/config';
import { rarityAmong } from '../recommendations/holders.ts';
import { ranked, varied } from '../recommendations/ranking.ts';
import { type People, readPeople } from './folder.ts';
import { type Judged, type Quality, qualityAt } from './measures.ts';

const [folder, given = '10'] = process.argv.slice(2);
const k = Number(given);
if (folder === undefined || !Number.isSafeInteger(k) || k < 1) {
  process.stderr.write('usage: npm run matching:evaluate -- FOLDER [K]\n');
  process.exit(1);
}

const listsFor = ({ people, links }: People): Judged[] => {
  const { matchingWeights: weights } = readConfig(process.env);
  const holders = new Map<string, number>();
  for (const { interests } of people)
    for (const key of [...(interests?.tags ?? []), ...(interests?.topics ?? [])])
      holders.set(key, (holders.get(key) ?? 0) + 1);
  const rarity = (key: string) => rarityAmong(holders.get(key) ?? 0);
  return people.map((one) => {
    const others = people.filter((other) => other !== one);
    const list = varied(ranked(one, others, { weights, rarity, minScore: 0 }), weights);
    return { recommended: list.map(({ candidate }) => candidate.personId), right: links.get(one.personId)! };
  });
};

/** Others in an order that has nothing to do with anything, and is the same in every run. */
const byChance = ({ people, links }: People): Judged[] =>
  people.map(({ personId }) => {
    const others = people.filter((other) => other.personId !== personId);
    const drawn = others.map((other) => [drawOf(`${personId} ${other.personId}`), other.personId] as const);
    const recommended = drawn.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, id]) => id);
    return { recommended, right: links.get(personId)! };
  });

const drawOf = (pair: string): string => createHash('sha256').update(pair).digest('hex');

const all = await readPeople(folder);
const show = (what: string, { precision, recall, ndcg, coverage }: Quality) =>
  process.stdout.write(
    `${what.padEnd(16)}${Object.entries({ precision, recall, ndcg, coverage })
      .map(([name, value]) => `${name} ${value.toFixed(3)}`)
      .join('   ')}\n`,
  );
process.stdout.write(`${all.people.length} people, at ${k}\n`);
show('recommended', qualityAt(k, listsFor(all), all.people.length));
show('by chance', qualityAt(k, byChance(all), all.people.length));
