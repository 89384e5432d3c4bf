import { describe, expect, it } from 'vitest';
import { usernameOf } from './speakers.ts';

describe('usernameOf', () => {
  it('keeps a nick that is a username already', () => {
    expect(usernameOf('dr_willis')).toBe('dr_willis');
  });

  it('tells nicks apart that differ only in case or in forbidden characters', () => {
    const nicks = ['fluxd', 'FluxD', 'Matt|', 'Matt`', 'Matt_', 'matt_', '|2', '2'];
    expect(new Set(nicks.map((nick) => usernameOf(nick).toLowerCase())).size).toBe(nicks.length);
  });

  it('yields 3 to 30 letters, digits, underscores, dots and hyphens whatever the nick', () => {
    for (const nick of ['s', '|', 'x_', '[Pidgin]', 'nick|here'.repeat(9)]) {
      expect(usernameOf(nick)).toMatch(/^[A-Za-z0-9_.-]{3,30}$/);
    }
  });
});
