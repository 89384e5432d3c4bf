import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cosine } from '#platform/domain/cosine';
import { directions } from './directions.ts';

const DIMENSION = 11;
const vector = fc
  .array(fc.integer({ min: -9, max: 9 }), { minLength: DIMENSION, maxLength: DIMENSION })
  .filter((numbers) => numbers.some((number) => number !== 0));
const changes = fc.array(fc.record({ id: fc.nat(40).map(String), vector: fc.option(vector, { freq: 4 }) }), {
  maxLength: 120,
});

it('the nearest are those of all that stand there, whatever is read only in half', () => {
  fc.assert(
    fc.property(changes, vector, fc.integer({ min: 1, max: 12 }), (all, to, limit) => {
      const found = directions(DIMENSION);
      const now = new Map<string, number[]>();
      for (const { id, vector } of all)
        if (vector) {
          found.set(id, vector);
          now.set(id, vector);
        } else {
          found.delete(id);
          now.delete(id);
        }
      const exact = Array.from(now.values(), (vector) => cosine(to, vector)).sort((a, b) => b - a);
      const nearest = found.nearest(to, limit);
      expect(nearest).toHaveLength(Math.min(limit, now.size));
      nearest.forEach(({ id, similarity }, nth) => {
        expect(similarity).toBeCloseTo(exact[nth]!, 5);
        expect(similarity).toBeCloseTo(cosine(to, now.get(id)!), 5);
      });
    }),
    { numRuns: 300 },
  );
});
