import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type DocumentNode, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { readConfig } from '#platform/config';
import { readManifest } from '../router/persisted.ts';
import { createRouter } from '../router/router.ts';
import * as app from './operations.ts';

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const manifest = readManifest(read('./operations.manifest.json'));

describe('the manifest of the operations', () => {
  it('has all of them, by the text that the app sends', () => {
    const documents = Object.entries(app as Record<string, unknown>).filter(([name]) => name.endsWith('Document'));
    const hashes = documents.map(([, document]) =>
      createHash('sha256')
        .update(print(document as DocumentNode))
        .digest('hex'),
    );
    expect(hashes.length).toBeGreaterThan(30);
    expect([...manifest.keys()].sort()).toEqual(hashes.sort());
  });

  it('has none that would be refused, or that is near what may be asked for at once', { timeout: 60_000 }, () => {
    const supergraphSdl = read('./supergraph.graphql');
    const { maxCost } = readConfig({}, 'all', 'none').endpoint;
    const router = createRouter({ supergraphSdl, dataSources: {}, onError() {} });
    for (const text of manifest.values()) {
      const prepared = router.prepare(text);
      if ('errors' in prepared) throw prepared.errors[0];
      const name = prepared.operation.name!.value;
      // the largest page that there is
      expect(prepared.cost({ first: 100, last: 100 }), name).toBeLessThan(maxCost / 2);
    }
  });
});
