import { DomainError, notFound } from '#platform/domain/errors';
import { isId, newId } from '#platform/domain/ids';
import { parseInput } from '#platform/input';
import { rowAfter } from '#platform/projection';
import type { SubgraphParts } from '#platform/subgraph';
import type { StoreResidue } from '#platform/subject-rights/residue';
import { verifiable } from '#platform/subject-rights/verifying';
import { userAggregate } from './decider.ts';
import { fileUrl } from './diary-files.ts';
import { type ErasureReportNode, eraseMe, residueOf } from './erasure.ts';
import { SUBGRAPHS, userEvents, userStream } from './events.ts';
import { exportUrl } from './exports.ts';
import { password } from './passwords.ts';
import { people } from './projections.ts';
import { jobs, users } from './readModel.ts';
import type { MutationResolvers, QueryResolvers, Resolvers } from './schema.types.ts';

type JobResolvers = Pick<Resolvers, 'Job' | 'ErasureReport'> & {
  readonly Query: Pick<QueryResolvers, 'job' | 'verifyErasure'>;
  readonly Mutation: Pick<MutationResolvers, 'requestDataExport' | 'eraseMe'>;
};

/** What is done for a person at their wish: their export, their erasure, and the proof of it. */
export const jobResolvers = (parts: SubgraphParts): JobResolvers => {
  const { handler, awaited } = parts;

  return {
    Query: {
      async job(_, { id }, request) {
        // the diary may have begun it a moment ago
        const job = await (isId(id) ? awaited(request, 'diary', () => request.row(jobs, { id })) : null);
        if (job?.userId !== request.viewerEvenErased.id) throw notFound('job', 'id');
        return job;
      },
      async verifyErasure(_, { userId: subject }, { viewer, tenant }) {
        if (!viewer.scopes.has('admin')) throw new DomainError('FORBIDDEN', 'Only the scope admin may ask for this.');
        const { state } = await handler.load(userAggregate, tenant, userStream(subject));
        if (!state.exists) throw notFound('person', 'userId');
        return { subject };
      },
    },

    Mutation: {
      async requestDataExport(_, __, request) {
        const { tenant, id: userId } = request.viewer;
        const stream = userStream(userId);
        const command = { type: 'RequestExport' as const, userId, jobId: newId() };
        const { events } = await request.handle(userAggregate, stream, command);
        if (events.length > 0) return rowAfter(people, jobs, null, events);
        const { state } = await handler.load(userAggregate, tenant, stream);
        const history = await handler.read(userEvents, tenant, stream);
        return rowAfter(
          people,
          jobs,
          null,
          history.filter(({ data }) => 'jobId' in data && data.jobId === state.exportId),
        );
      },
      async eraseMe(_, { password: given }, request) {
        const { userId, jobId: id } = await eraseMe(parts)(request, parseInput(password, given, 'password'));
        return {
          ...{ id, userId, kind: 'ERASURE', status: 'RUNNING' },
          ...{ done: 0, total: SUBGRAPHS.length, fileName: null },
        };
      },
    },

    Job: {
      async __resolveReference({ id }, request) {
        const job = await request.row(jobs, { id });
        return job?.userId === request.viewerOrNull?.id ? job : null;
      },
      url({ kind, status, userId, fileName }, _, { tenant }) {
        if (kind === 'DIARY_EXPORT') return fileName === null ? null : fileUrl(parts, tenant, userId, fileName);
        return kind === 'EXPORT' && status === 'DONE' ? exportUrl(parts, tenant, userId) : null;
      },
      erasureReport: ({ kind, status, userId: subject }) =>
        kind === 'ERASURE' && status === 'DONE' ? { subject } : null,
    },

    ErasureReport: {
      __resolveReference(reference, request) {
        const report = verifiable(reference as ErasureReportNode, request);
        let walked: Promise<readonly StoreResidue[]> | undefined;
        return (
          report && {
            ...report,
            get usersStores() {
              walked ??= residueOf(parts, request.tenant, reference.subject);
              return walked;
            },
          }
        );
      },
      erasedAt: async ({ subject }, _, request) => (await request.row(users, { id: subject }))?.erasedAt ?? null,
      stores: storesOf,
      clean: async (report) => (await storesOf(report)).every(({ residualRows }) => residualRows === 0),
    },
  };
};

const storesOf = async ({ usersStores, ...others }: ErasureReportNode): Promise<StoreResidue[]> => {
  const { diaryStores = [], chatStores = [], matchingStores = [] } = others;
  return [...((await usersStores) ?? []), ...diaryStores, ...chatStores, ...matchingStores];
};
