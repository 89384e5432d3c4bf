import { describe, expect, it } from 'vitest';
import { tenantOf } from '#platform/tenant';

describe('the tenant of a request without a token', () => {
  it('is nobody’s word where nothing is configured', () => {
    const of = tenantOf({ header: undefined, hosts: new Map() });
    expect(of({ host: 'acme', 'x-tenant': 'acme' })).toBeUndefined();
  });

  it('is that of the host, in any case and on any port', () => {
    const of = tenantOf({ header: undefined, hosts: new Map([['a.example.org', 'acme']]) });
    for (const host of ['a.example.org', 'A.Example.ORG', 'a.example.org:4000']) expect(of({ host })).toBe('acme');
    for (const host of ['b.example.org', 'a.example.org.evil', 'constructor', '']) expect(of({ host })).toBeUndefined();
    expect(of({})).toBeUndefined();
  });

  it('is that of the header, and refused when it can be none', () => {
    const of = tenantOf({ header: 'x-tenant', hosts: new Map() });
    expect(of({ 'x-tenant': 'acme-1' })).toBe('acme-1');
    expect(of({})).toBeUndefined();
    for (const given of ['', 'Acme', 'a b', 'a;b', 'x'.repeat(64)])
      expect(() => of({ 'x-tenant': given })).toThrow(
        expect.objectContaining({ code: 'BAD_USER_INPUT', field: 'headers.x-tenant' }),
      );
  });
});
