import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { ArgumentFields } from './argument-fields.ts';
import { withDocument } from './fetches.ts';
import type { Requirements } from './requirements.ts';

/**
 * A fetch of the graph that is planned by, as one of the real graph: it asks for the fields that the planner's own stand
 * for, under those names, and gives their values on under the real ones. Where two of its fields require the same one
 * with different arguments, each goes into a fetch of its own.
 */
export const realFetches = (
  fetch: FetchNode,
  fields: ArgumentFields['fields'],
  requirements: Requirements,
): FetchNode[] => {
  if (fields.size === 0) return [fetch];
  const document = askingReal(fetch.operationDocumentNode!, fields);
  const asking = document === fetch.operationDocumentNode ? fetch : withDocument(fetch, document);
  if (!fetch.requires) return [asking];
  const real = (name: string) => fields.get(name)?.name;
  const needs = (type: string, field: string) =>
    requirements(fetch.serviceName, type, field).filter((name) => fields.has(name));
  return split(asking, needs, real).map((part) => givingReal(part, real));
};

const askingReal = (document: DocumentNode, fields: ArgumentFields['fields']): DocumentNode =>
  visit(document, {
    Field(node) {
      const stands = fields.get(node.name.value);
      if (!stands) return undefined;
      const alias = node.alias ?? node.name;
      const asked = { kind: Kind.NAME, value: stands.name } as const;
      return { ...node, alias, name: asked, arguments: fieldOf(stands.arguments).arguments ?? [] };
    },
  });

const fieldOf = (given: string): FieldNode => {
  const [operation] = parse(`{ field${given} }`, { noLocation: true }).definitions;
  return (operation as OperationDefinitionNode).selectionSet.selections[0] as FieldNode;
};

/** Rewrites that rename in representations what was asked for under the planner's names. */
const givingReal = (fetch: FetchNode, real: (name: string) => string | undefined): FetchNode => {
  const inputRewrites = [...(fetch.inputRewrites ?? [])];
  const walk = (selections: readonly QueryPlanSelectionNode[], path: readonly string[]): void => {
    for (const selection of selections) {
      if (selection.kind === 'InlineFragment') {
        const condition = selection.typeCondition === undefined ? [] : [`... on ${selection.typeCondition}`];
        walk(selection.selections, [...path, ...condition]);
        continue;
      }
      const inner = [...path, selection.alias ?? selection.name];
      if (selection.selections) walk(selection.selections, inner);
      const renameKeyTo = real(selection.name);
      if (renameKeyTo !== undefined) inputRewrites.push({ kind: 'KeyRenamer', path: inner, renameKeyTo });
    }
  };
  walk(fetch.requires!, []);
  return inputRewrites.length > 0 ? { ...fetch, inputRewrites } : fetch;
};

/** The fields of an entity fetch in as few groups as there are values that some field would have at the same time. */
const split = (
  fetch: FetchNode,
  needs: (type: string, field: string) => readonly string[],
  real: (name: string) => string | undefined,
): FetchNode[] => {
  const groups: Map<string, string>[] = [];
  const groupFor = (needed: readonly string[]): number => {
    const fits = (group: Map<string, string>) => needed.every((name) => (group.get(real(name)!) ?? name) === name);
    let nth = groups.findIndex(fits);
    if (nth < 0) nth = groups.push(new Map()) - 1;
    for (const name of needed) groups[nth]!.set(real(name)!, name);
    return nth;
  };
  const group = new Map<SelectionNode, number>();
  const assign = (set: SelectionSetNode, type: string): void => {
    for (const selection of set.selections)
      if (selection.kind === Kind.FIELD) group.set(selection, groupFor(needs(type, selection.name.value)));
      else if (selection.kind === Kind.INLINE_FRAGMENT)
        assign(selection.selectionSet, selection.typeCondition?.name.value ?? type);
  };
  const document = fetch.operationDocumentNode!;
  const operation = document.definitions[0] as OperationDefinitionNode;
  const entities = operation.selectionSet.selections[0] as FieldNode;
  assign(entities.selectionSet!, '');
  if (groups.length <= 1) return [fetch];

  return groups.map((names, nth) => {
    const only = (set: SelectionSetNode): SelectionSetNode => ({
      ...set,
      selections: set.selections.flatMap((selection): SelectionNode[] => {
        if (selection.kind !== Kind.INLINE_FRAGMENT) return group.get(selection) === nth ? [selection] : [];
        const selectionSet = only(selection.selectionSet);
        return selectionSet.selections.length > 0 ? [{ ...selection, selectionSet }] : [];
      }),
    });
    const asked = { ...entities, selectionSet: only(entities.selectionSet!) };
    const used = new Set<string>();
    visit(asked, { Variable: ({ name }) => void used.add(name.value) });
    const part: OperationDefinitionNode = {
      ...operation,
      variableDefinitions: (operation.variableDefinitions ?? []).filter((one) => used.has(one.variable.name.value)),
      selectionSet: { ...operation.selectionSet, selections: [asked] },
    };
    const isNeeded = (name: string) => real(name) === undefined || names.get(real(name)!) === name;
    return {
      ...withDocument(fetch, { ...document, definitions: [part] }),
      variableUsages: (fetch.variableUsages ?? []).filter((name) => used.has(name)),
      requires: onlyNeeded(fetch.requires!, isNeeded),
    };
  });
};

const onlyNeeded = (
  selections: readonly QueryPlanSelectionNode[],
  isNeeded: (name: string) => boolean,
): QueryPlanSelectionNode[] =>
  selections
    .filter((selection) => selection.kind !== 'Field' || isNeeded(selection.name))
    .map((selection) =>
      selection.selections ? { ...selection, selections: onlyNeeded(selection.selections, isNeeded) } : selection,
    );
