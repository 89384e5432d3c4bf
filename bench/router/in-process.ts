import type { OperationContext } from '#platform/data-source';
import { localDataSource } from '#platform/local-data-source';
import type { Request } from '#platform/request';
import { gatewayExecutor } from '../../router/executor/gateway.ts';
import type { Prepared } from '../../router/prepare.ts';
import { createRouter, type Router } from '../../router/router.ts';
import { type Figure, perSecond } from '../report.ts';
import { OPERATIONS, type Operation, schemas, supergraphWith } from './graph.ts';

const SECONDS = 2;
const WARM_SECONDS = 1;
/** At a time, as from so many connections. */
const CONCURRENT = 32;

/** Of one operation, with what its subgraphs do for it. */
export interface Speed {
  readonly perSecond: number;
  readonly cpuMicros: number;
}

/** The router and its subgraphs in this process: the compiled executor beside @apollo/gateway's. */
export const inProcess = async (): Promise<{ figures: Figure[]; speeds: ReadonlyMap<string, Speed> }> => {
  const [compiled, gateway] = [routerInProcess(), routerInProcess(gatewayExecutor)];
  const figures: Figure[] = [];
  const speeds = new Map<string, Speed>();
  for (const [name, operation] of Object.entries(OPERATIONS)) {
    const [slow, fast] = [await throughput(gateway, operation), await throughput(compiled, operation)];
    speeds.set(name, fast);
    figures.push(
      { what: `${name}, in process, compiled`, value: inWords(fast) },
      { what: `${name}, in process, @apollo/gateway's executor`, value: inWords(slow) },
      { what: `${name}, CPU of gateway : compiled`, value: (slow.cpuMicros / fast.cpuMicros).toFixed(1) },
    );
  }
  return { figures, speeds };
};

export const inWords = (speed: Speed): string =>
  `${perSecond(speed.perSecond)}, ${Math.round(speed.cpuMicros)} µs of CPU each`;

const throughput = async (router: Router, { text, variables }: Operation): Promise<Speed> => {
  let nth = 0;
  const client = async (until: number) => {
    while (performance.now() < until) {
      const prepared = router.prepare(text) as Prepared;
      const { errors } = await router.execute(prepared, variables(nth++), context());
      if (errors) throw errors[0];
    }
  };
  const load = async (seconds: number) => {
    nth = 0;
    const before = process.cpuUsage();
    const until = performance.now() + seconds * 1000;
    await Promise.all(Array.from({ length: CONCURRENT }, () => client(until)));
    const { user, system } = process.cpuUsage(before);
    return { perSecond: nth / seconds, cpuMicros: (user + system) / nth };
  };
  await load(WARM_SECONDS);
  return load(SECONDS);
};

export const context = (): OperationContext => ({
  ...{ token: undefined, correlationId: 'bench', consistencyToken: undefined, address: '', written: [] },
});

/** Over the benchmark's subgraphs, which look at nobody's rights. */
export const routerInProcess = (executor?: typeof gatewayExecutor, listen?: Parameters<typeof schemas>[0]): Router => {
  const { users, chat } = schemas(listen);
  const viewer = { id: '', tenant: 'default', scopes: new Set<string>(), sessionId: '', expiresAt: new Date() };
  const local = { verify: async () => viewer, requestOf: () => ({}) as Request, onFault() {} };
  return createRouter({
    supergraphSdl: supergraphWith(() => ''),
    dataSources: { users: localDataSource(users, local), chat: localDataSource(chat, local) },
    ...(executor && { executor }),
    onError(error) {
      throw error;
    },
  });
};
