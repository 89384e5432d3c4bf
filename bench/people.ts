import { hash, verify } from '@node-rs/argon2';
import { openPool } from '#platform/postgres/pool';
import { ARGON2ID } from '../subgraphs/users/credentials.ts';
import { type Benchmark, type Figure, latencies, median, perSecond } from './report.ts';
import { PASSWORD, timed, withSupergraph } from './supergraph.ts';

const SIGN_INS = 60;
/** As many as Node checks side by side, and again as many that wait. */
const AT_ONCE = 8;
const READS = 2_000;
const WARM = 200;
/** Of people who sign in at one time to the checks of their passwords alone: these are what takes the machine. */
const BOUNDED = 0.8;
const READ_MS = 2;

const SIGN_IN = 'mutation ($i: SignInInput!) { signIn(input: $i) { accessToken } }';
const PERSON = 'id username firstName lastName bio archetype { name } createdAt';
const ME = `{ me { ${PERSON} } }`;
const USER = `query ($id: ID!) { user(id: $id) { ${PERSON} } }`;

/** Signing in beside Argon2id alone, and reading people through the router beside the raw read of the same row. */
export const people: Benchmark = {
  name: 'people',
  run: () =>
    withSupergraph(async ({ ask, execute, signUp, databaseUrl }) => {
      const [ann, bob] = [await signUp('ann'), await signUp('bob')];
      const stored = await hash(PASSWORD, ARGON2ID);
      const signIn = { i: { login: 'ann', password: PASSWORD } };
      const times = { signIn: [], argon2: [], me: [], user: [], raw: [] } as Record<string, number[]>;
      for (let nth = 0; nth < SIGN_INS; nth++) {
        await timed(times.signIn!, () => ask(undefined, SIGN_IN, signIn));
        await timed(times.argon2!, () => verify(stored, PASSWORD));
      }

      const signInsPerSecond = await atOnce(() => execute(undefined, SIGN_IN, signIn));
      const checksPerSecond = await atOnce(() => verify(stored, PASSWORD));

      const pool = openPool(databaseUrl('users'), { max: 1 });
      const raw = () =>
        pool.query({
          ...{ name: 'raw', text: 'SELECT * FROM read_model."user" WHERE tenant = $1 AND id = $2' },
          values: ['default', bob.id],
        });
      for (let nth = -WARM; nth < READS; nth++) {
        const into = (name: string) => (nth < 0 ? [] : times[name]!);
        await timed(into('me'), () => ask(ann.token, ME, {}));
        await timed(into('user'), () => ask(ann.token, USER, { id: bob.id }));
        await timed(into('raw'), raw);
      }
      await pool.end();

      const ratio = signInsPerSecond / checksPerSecond;
      const read = (what: string, name: string): Figure => ({
        ...{
          what,
          value: latencies(times[name]!),
          wanted: `p50 within ${READ_MS} ms`,
          met: median(times[name]!) <= READ_MS,
        },
      });
      return [
        { what: 'signIn', value: latencies(times.signIn!) },
        { what: 'Argon2id alone', value: latencies(times.argon2!) },
        { what: `signIn, ${AT_ONCE} at once`, value: perSecond(signInsPerSecond) },
        { what: `Argon2id alone, ${AT_ONCE} at once`, value: perSecond(checksPerSecond) },
        {
          what: 'signIn : Argon2id',
          ...{ value: ratio.toFixed(2), wanted: `at least ${BOUNDED}`, met: ratio >= BOUNDED },
        },
        read('me', 'me'),
        read('user(id)', 'user'),
        { what: 'raw read of the row', value: latencies(times.raw!) },
      ];
    }),
};

/** How many a second, while so many are under way all the time. */
const atOnce = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  const worker = async () => {
    for (let nth = 0; nth < SIGN_INS; nth++) await work();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return (AT_ONCE * SIGN_INS) / ((performance.now() - began) / 1_000);
};
