import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen, type Served } from './endpoint.fixture.ts';

let served: Served;
beforeAll(async () => {
  served = await listen();
});
afterAll(() => served.close());

/** By a GET that any page could send: we ask for a header that shows that it is none. They are no must. */
const REFUSED_ON_PURPOSE = ['5A70', 'D6D5', '6A70'];

describe('GraphQL over HTTP', () => {
  const audits = serverAudits({ url: () => served.url() });

  it.each(audits.map((audit) => [`${audit.id} ${audit.name}`, audit] as const))('%s', async (_, audit) => {
    const result = await audit.fn();
    if (REFUSED_ON_PURPOSE.includes(audit.id)) expect(result.status).toBe('notice');
    else expect(result).toMatchObject({ status: 'ok' });
  });

  it('has all of its audits', () => {
    expect(audits.length).toBeGreaterThan(60);
  });
});
