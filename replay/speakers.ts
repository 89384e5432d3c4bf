import { createHash } from 'node:crypto';

const LONGEST_USERNAME = 30;
const TAKEN_AS_IT_IS = /^[a-z0-9_.-]{3,30}$/;

/**
 * The username under which the speaker of a chat log signs up. It depends on the nick alone, so a repeated run, or one
 * of other logs, gives the same. Nicks that usernames cannot tell apart (`FluxD` and `fluxd`, `Matt|` and `Matt_`) get a
 * suffix of their own.
 */
export function usernameOf(nick: string): string {
  if (TAKEN_AS_IT_IS.test(nick)) return nick;
  const suffix = `-${createHash('sha256').update(nick).digest('hex').slice(0, 6)}`;
  return nick.replace(/[^A-Za-z0-9_.-]/g, '_').slice(0, LONGEST_USERNAME - suffix.length) + suffix;
}
