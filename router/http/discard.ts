import type { IncomingMessage } from 'node:http';

/** Between pieces of 64 KB at most: three megabytes a second of each connection. */
const PAUSE_MS = 20;

/**
 * Throws away what is left of a refused body, so that its connection can be used again. In no hurry, a piece at a time:
 * whoever sends megabytes that nobody wants must not have the thread to themselves.
 */
export const discard = (request: IncomingMessage): void => {
  if (request.complete) return void request.resume();
  request.removeAllListeners('data');
  request.on('data', () => {
    request.pause();
    setTimeout(() => request.resume(), PAUSE_MS);
  });
  request.resume();
};
