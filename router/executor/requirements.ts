import type { FetchNode } from '@apollo/query-planner';
import { Kind, type SelectionSetNode } from 'graphql';
import type { Requirements } from '../planning/requirements.ts';
import { isIncluded } from '../selections.ts';
import type { Variables } from '../variables.ts';
import { conditionVariables } from './fields.ts';

/**
 * What representations may lack: the planner lets the requirements of a field that `@skip` or `@include` leaves out be
 * left out as well, but names them for the whole fetch, whose other fields must not be lost with them. Undefined where
 * nothing of a fetch with requirements depends on variables.
 */
export const unneededIn = (
  { serviceName, operationDocumentNode: document }: FetchNode,
  requirements: Requirements,
): ((variables: Variables) => ReadonlySet<string>) | undefined => {
  const operation = document?.definitions[0];
  if (operation?.kind !== Kind.OPERATION_DEFINITION || conditionVariables(document!).length === 0) return undefined;

  const requiredBy = (isAsked: typeof isIncluded, variables: Variables): Set<string> => {
    const names = new Set<string>();
    const walk = (set: SelectionSetNode, type: string): void => {
      for (const selection of set.selections) {
        if (!isAsked(selection, variables)) continue;
        if (selection.kind === Kind.FIELD)
          for (const name of requirements(serviceName, type, selection.name.value)) names.add(name);
        if (selection.kind === Kind.INLINE_FRAGMENT)
          walk(selection.selectionSet, selection.typeCondition?.name.value ?? type);
      }
    };
    const [entities] = operation.selectionSet.selections;
    if (entities?.kind === Kind.FIELD && entities.selectionSet) walk(entities.selectionSet, '_Entity');
    return names;
  };

  const all = requiredBy(() => true, {});
  if (all.size === 0) return undefined;
  return (variables) => {
    const needed = requiredBy(isIncluded, variables);
    return new Set([...all].filter((name) => !needed.has(name)));
  };
};
