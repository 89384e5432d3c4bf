import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { schemaVersionOf, upcast } from '#platform/domain/events';
import { recorded } from '#platform/domain/testing';
import type { Subgraph } from '#platform/subgraph';

/** An event as it was stored one day, and what it must be read as today. Of personal parts only the names count. */
interface GoldenSample {
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly personal: readonly string[] | null;
  readonly newest: { readonly data: object; readonly personal: readonly string[] | null };
}

interface Golden {
  readonly name: string;
  readonly subgraph: Subgraph;
  readonly samples: readonly GoldenSample[];
}

const fileOf = (name: string, file: string) => new URL(`../subgraphs/${name}/${file}`, import.meta.url);

const load = async (name: string): Promise<Golden> => {
  const module: Record<string, Subgraph> = await import(fileOf(name, 'subgraph.ts').href);
  const samples: GoldenSample[] = JSON.parse(readFileSync(fileOf(name, 'events.golden.json'), 'utf8'));
  return { name, subgraph: module[name]!, samples };
};

const names = ['users', 'diary', 'chat', 'matching'];
const isWritten = (name: string) =>
  ['subgraph.ts', 'events.golden.json'].every((file) => existsSync(fileOf(name, file)));
const all = await Promise.all(names.filter(isWritten).map(load));

it.skip.each(names.filter((name) => !isWritten(name)))('%s has no subgraph.ts or no events.golden.json yet', () => {});

describe.each(all)('the golden samples of $name', ({ subgraph: { catalog }, samples }) => {
  it.each(Object.keys(catalog.types))('are there for every schema version of %s', (type) => {
    const versions = samples.filter((sample) => sample.type === type).map(({ schemaVersion }) => schemaVersion);
    const every = Array.from({ length: schemaVersionOf(catalog, type) }, (_, nth) => nth + 1);
    expect(new Set(versions)).toEqual(new Set(every));
  });

  it.each(samples)('are read as today: $type of schema version $schemaVersion', (sample) => {
    const { type, data, schemaVersion } = sample;
    const personal = sample.personal && Object.fromEntries(sample.personal.map((name) => [name, name]));
    const today = upcast(catalog, recorded({ type, data, personal }, { schemaVersion }));
    expect({ data: today.data, personal: today.personal && Object.keys(today.personal) }).toEqual(sample.newest);
  });
});

const declarations = all.flatMap(({ name, subgraph }) =>
  [...subgraph.policies, ...subgraph.reactors].flatMap((consumer) =>
    Object.entries(consumer.reads).map(([type, fields]) => ({
      ...{ consumer: `${name}.${consumer.name}`, source: consumer.source, type, fields },
      opens: ('opens' in consumer && consumer.opens?.[type]) || [],
    })),
  ),
);

describe.each(declarations)('what $consumer reads of $type', ({ source, type, fields, opens }) => {
  // it is given events as they were stored, so the samples of old versions count too
  const owner = all.find(({ name }) => name === source);
  const samples = owner?.samples.filter((sample) => sample.type === type) ?? [];

  it.skipIf(names.includes(source) && !isWritten(source))(`is an event of ${source}`, () =>
    expect(samples).not.toEqual([]),
  );

  it.each(samples)('is there in schema version $schemaVersion', ({ data }) => {
    const found = Object.fromEntries(Object.keys(fields).map((field) => [field, typeof data[field]]));
    expect(found).toEqual(fields);
  });

  // which may be of another version only, or only of what changed
  it.each(opens)('and its personal %s in some', (field) =>
    expect(samples.some(({ personal }) => personal?.includes(field))).toBe(true),
  );
});
