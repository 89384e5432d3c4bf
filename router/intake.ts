import { type ExecutionResult, GraphQLError, OperationTypeNode } from 'graphql';
import { DomainError } from '#platform/domain/errors';
import type { Caller } from './admission.ts';
import { refusal } from './errors.ts';
import { createNewcomers } from './limits/newcomers.ts';
import { type Charge, rateAddress } from './limits/rates.ts';
import type { TakeSubscription } from './limits/subscriptions.ts';
import { limitExceeded, MAX_MILLISECONDS } from './limits.ts';
import type { Measured } from './operations.ts';
import type { Documents } from './persisted.ts';
import { isRefused, type Prepared, rootFieldsOf } from './prepare.ts';
import type { Router } from './router.ts';
import { type Events, endingWith } from './subscriptions.ts';
import type { Variables } from './variables.ts';

/** What a client asks for, by whatever transport: the parameters of GraphQL over HTTP. */
export interface GraphQLParams {
  readonly query?: string | undefined;
  readonly operationName?: string | undefined;
  readonly variables?: Variables | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** An operation that may run. */
export interface Admitted {
  readonly prepared: Prepared;
  readonly variables: Variables | undefined;
  readonly caller: Caller;
}

/** What is the same for every transport, between reading a request and writing its answer. */
export interface Intake {
  /** Finds the document, checks it, and charges its cost to who asks. Never rejects. */
  admit(params: GraphQLParams, caller: Caller): Promise<Admitted | { readonly errors: readonly GraphQLError[] }>;
  /** Answers a query or a mutation. Never rejects. */
  execute(admitted: Admitted): Promise<ExecutionResult>;
  /** Opens a subscription, which holds a place of its viewer's until it ends. Never rejects. */
  subscribe(admitted: Admitted): Promise<Events | ExecutionResult>;
}

/** A subscription of this field has come to stand, so that it misses nothing from now on, or has ended. */
export type OnSubscriptions = (field: string, delta: 1 | -1) => void;

/** Of a document that is no good: to find that out of another one each time is work, too. */
const REFUSED_COST = 100;

export const isAdmitted = (answer: Admitted | { readonly errors: readonly GraphQLError[] }): answer is Admitted =>
  'prepared' in answer;

export const createIntake = (options: {
  readonly router: Router;
  readonly documents: Documents;
  readonly charge: Charge;
  /** Of one operation. */
  readonly maxCost: number;
  readonly takeSubscription: TakeSubscription;
  readonly measured: Measured;
  readonly onSubscriptions: OnSubscriptions;
}): Intake => {
  const { router, documents, charge, maxCost, takeSubscription, measured, onSubscriptions } = options;
  const newcomers = createNewcomers();

  return {
    async admit(params, caller) {
      const { operationName, variables } = params;
      const chargeFor = (cost: number) => refusalBy(() => charge(chargedOf(caller), cost));
      // also what costs nothing is work; and of who has spent all nothing is even read
      const spent = chargeFor(1);
      if (spent) return { errors: [spent] };

      const text = await documents.textOf(params);
      if (text instanceof GraphQLError) return { errors: [text] };
      let prepared = router.recall(text, operationName);
      if (!prepared) {
        const document = `${operationName ?? ''}:${text}`;
        try {
          prepared = await newcomers.prepare(whoOf(caller), document, () => router.prepare(text, operationName));
        } catch (error) {
          return { errors: [refusalOf(error)] };
        }
      }
      if (isRefused(prepared)) {
        const refused = chargeFor(REFUSED_COST);
        return refused ? { errors: [refused] } : prepared;
      }
      documents.keep(text, params);

      const cost = prepared.cost(variables ?? {});
      if (cost > maxCost) return { errors: [limitExceeded('cost', cost, maxCost)] };
      const refused = chargeFor(Math.max(0, cost - 1));
      return refused ? { errors: [refused] } : { prepared, variables, caller };
    },

    execute: ({ prepared, variables, caller: { context } }) =>
      measured(prepared, context, (within) => withinTime(router.execute(prepared, variables, within))),

    async subscribe({ prepared, variables, caller }) {
      const { context } = caller;
      let giveBack = () => {};
      const refused = refusalBy(() => {
        giveBack = takeSubscription(whoOf(caller));
      });
      if (refused) return { errors: [refused] };
      const opened = await measured(prepared, context, (within) => router.subscribe(prepared, variables, within));
      if (!('next' in opened)) {
        giveBack();
        return opened;
      }
      const field = rootFieldsOf(prepared)[0]!;
      onSubscriptions(field, 1);
      return endingWith(opened, () => {
        giveBack();
        onSubscriptions(field, -1);
      });
    },
  };
};

const personOf = ({ viewer }: Caller): string | undefined => viewer && `${viewer.tenant}/${viewer.id}`;

const chargedOf = (caller: Caller) => ({
  person: personOf(caller),
  address: rateAddress(caller.context.address),
});

/** Who has not signed in shares what their address may have. */
const whoOf = (caller: Caller): string => {
  const { address } = caller.context;
  return personOf(caller) ?? `address ${rateAddress(address) ?? address}`;
};

const refusalBy = (attempt: () => void): GraphQLError | undefined => {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return refusalOf(error);
  }
};

const refusalOf = (error: unknown): GraphQLError => {
  if (!(error instanceof DomainError)) throw error;
  return refusal(error.code, error.message, error.details);
};

/** What still runs then goes on: nobody can say of a mutation that it was not done. `answer` never rejects. */
const withinTime = (answer: Promise<ExecutionResult>): Promise<ExecutionResult> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ errors: [tookTooLong()], data: null }), MAX_MILLISECONDS);
    void answer.then((result) => {
      clearTimeout(timer);
      resolve(result);
    });
  });

const tookTooLong = (): GraphQLError =>
  refusal('LIMIT_EXCEEDED', `The operation takes longer than ${MAX_MILLISECONDS} milliseconds.`, {
    ...{ limit: 'milliseconds', value: MAX_MILLISECONDS, maximum: MAX_MILLISECONDS },
  });

export const isSubscription = ({ prepared }: Admitted): boolean =>
  prepared.operation.operation === OperationTypeNode.SUBSCRIPTION;
