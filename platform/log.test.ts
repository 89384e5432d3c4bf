import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

const FIXTURE = fileURLToPath(new URL('log.fixture.ts', import.meta.url));
const linesIn = async (environment: string): Promise<Record<string, unknown>[]> => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', FIXTURE, environment]);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
};

let lines: Record<string, unknown>[];
let inDevelopment: Record<string, unknown>[];
beforeAll(async () => {
  [lines, inDevelopment] = (await Promise.all(['production', 'development'].map(linesIn))) as [
    typeof lines,
    typeof lines,
  ];
});

describe('a log line', () => {
  it('has timestamp, level, service, environment, message, and the fields it was given', () => {
    expect(lines[0]).toEqual({
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      ...{ level: 'info', service: 'metachat', environment: 'production', message: 'projected' },
      ...{ subgraph: 'chat', correlationId: 'c-1', events: 3 },
    });
    expect(inDevelopment[0]).toMatchObject({ environment: 'development' });
  });

  it('is not written below the level', () => expect(lines).toHaveLength(5));

  it('shows no secret and no text that slipped in by its name', () => {
    const hidden = '[redacted]';
    expect(lines[1]).toMatchObject({
      ...{ password: hidden, token: hidden, input: { text: hidden, email: hidden, id: 'kept' } },
    });
  });

  it('names an error and its code, with the stack in development alone', () => {
    expect(lines[2]!.error).toEqual({ name: 'TypeError', message: 'broken', code: 'ECONNRESET' });
    expect(inDevelopment[2]!.error).toMatchObject({ stack: expect.stringContaining('log.fixture.ts') });
  });

  it('shows nothing of what a database error quotes, in development neither', () => {
    for (const [error] of [lines, inDevelopment].map((all) => [all[3]!.error])) {
      expect(error).toMatchObject({ name: 'Error', message: 'Error 22P02', code: '22P02' });
      expect(JSON.stringify(error)).not.toMatch(/dear diary|ann@example/);
    }
  });

  it('shows nothing of what is thrown and no error', () => {
    expect(lines[4]!.error).toEqual({ message: 'not an Error', type: 'string' });
  });
});
