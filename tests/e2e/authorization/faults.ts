import type { Answer } from '../client.ts';
import { type Circumstances, declaredRule, mayHave, type ViewerName } from './rules.ts';
import { MARK } from './world.ts';

/** To a root field that is asked for the owner's things: told, told of what is the viewer's own instead or of nothing, or refused. */
export type Standing = 'told' | 'theirs' | 'refused';

export const standingTo = (field: string, viewer: ViewerName, circumstances: Circumstances): Standing => {
  if (mayHave(field, viewer, circumstances)) return 'told';
  const rule = declaredRule(field);
  // elsewhere people sign up and in, too
  const theirs = rule === 'own' || rule === 'no block, or nothing' ? viewer !== 'nobody' : rule === 'anybody';
  return theirs ? 'theirs' : 'refused';
};

const REFUSALS = ['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND'];
/** Allowed, and impossible for another reason: a match that there is already. */
const IMPOSSIBLE = ['BAD_USER_INPUT', 'CONFLICT'];
const CODES: Readonly<Record<Standing, readonly string[]>> = {
  told: IMPOSSIBLE,
  theirs: [...IMPOSSIBLE, ...REFUSALS],
  refused: REFUSALS,
};

/** What is wrong with how a viewer was answered, whatever the answer holds. */
export const faultsIn = (
  { status, data, errors = [] }: Pick<Answer, 'status' | 'data' | 'errors'>,
  field: string,
  viewer: ViewerName,
  standing: Standing,
): string[] => {
  const codes = errors.map(({ extensions }) => String(extensions?.code));
  const told = JSON.stringify([data, errors]).includes(MARK);
  const faults = {
    [`answered ${status} ${codes}`]: status >= 500 || !codes.every((code) => CODES[standing].includes(code)),
    'not refused': standing === 'refused' && field.startsWith('Mutation.') && codes.length === 0,
    'not asked to sign in': standing === 'refused' && viewer === 'nobody' && codes[0] !== 'UNAUTHENTICATED',
    "told something of the owner's": standing !== 'told' && told,
  };
  return Object.entries(faults).flatMap(([fault, there]) => (there ? [`${field} for ${viewer}: ${fault}`] : []));
};
