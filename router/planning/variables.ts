/** Names that the planner gives to variables of its own, in the same fetches as those of clients. */
const RESERVED = /^(representations$|contextualArgument_|client_)/;

/** The name that a client's variable has in plans. */
export const plannedVariable = (name: string): string => (RESERVED.test(name) ? `client_${name}` : name);
