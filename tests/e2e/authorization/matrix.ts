import { FIELDS, type Place } from './places.ts';
import { type Circumstances, mayHave, VIEWERS, type ViewerName } from './rules.ts';

/** A part of an answer. */
type Value = Readonly<Record<string, unknown>>;

/** Who asked, what could be told them, and for what. */
export interface Case extends Circumstances {
  readonly viewer: ViewerName;
  readonly ownerId: string;
  /** The root field with its arguments, `users(search)`. */
  readonly asked: string;
  /**
   * Types, fields, a field with the one above it, or ways to one from the root field, that have no value for anybody where
   * this asks.
   */
  readonly absent: readonly string[];
  /** Those of which it depends on the moment whether they have one. */
  readonly unsteady: readonly string[];
}

/** The cells that have been looked at: a field, how it was reached, and who asked. */
export interface Matrix {
  /** Compares an answer, or the events of a subscription, with the rules of all fields in it. */
  judge(root: Place, answers: readonly Value[], given: Case): void;
  /** Notes that a viewer may ask a root field, and that it had nothing to answer with. */
  allow(root: Place, given: Case): void;
  /** Those that were not as declared since the last time. */
  takeFailures(): readonly string[];
  /** How many cells were compared; a field has one for each way to it. */
  size(): number;
  /** Fields without a cell for one of the viewers, as `Type.field for viewer`. */
  missing(): readonly string[];
  /** Fields of which no value ever came, whoever asked. */
  neverSeen(): readonly string[];
  /** How values of a field came to a viewer: `users(search).edges.node.username`. */
  waysTo(field: string, viewer: ViewerName): readonly string[];
}

export const matrix = (): Matrix => {
  const failures = new Set<string>();
  /** By field and viewer, the ways by which a value came. */
  const cells = new Map<string, Set<string>>();
  let size = 0;

  const note = (field: string, way: string, { viewer }: Case, expected: boolean, got: boolean) => {
    const cell = `${field} for ${viewer}`;
    const ways = cells.get(cell) ?? new Set();
    cells.set(cell, got ? ways.add(way) : ways);
    size++;
    const [wanted, came] = [expected, got].map((value) => (value ? 'a value' : 'nothing'));
    if (got !== expected) failures.add(`${field} by ${way} for ${viewer}: expected ${wanted}, got ${came}`);
  };

  const look = (place: Place, steps: readonly string[], parents: readonly Value[], reached: boolean, given: Case) => {
    const field = `${place.type}.${place.name}`;
    const values = parents
      .filter(({ __typename }) => place.on === undefined || place.on === __typename)
      .flatMap((parent) => parent[place.name])
      .filter((value) => value !== null && value !== undefined && value !== '');
    const owners = values.filter((value) => isOwners(value, given.ownerId));
    const names = [place.type, field, steps.slice(-2).join('.'), steps.join('.')];
    if (names.some((name) => given.unsteady.includes(name))) return;
    const isAbsent = names.some((name) => given.absent.includes(name));
    const expected = reached && !isAbsent && mayHave(field, given.viewer, given);
    // somebody else stands there, of whom nothing is declared
    if (expected && owners.length === 0 && values.some(isPerson)) return;
    note(field, [given.asked, ...steps].join('.'), given, expected, owners.length > 0);
    // what is wrong is told once, and not of all that is under it
    if (owners.length > 0 !== expected) return;
    for (const inner of place.within) look(inner, [...steps, inner.name], owners.filter(isObject), expected, given);
  };

  return {
    judge: (root, answers, given) => look(root, [], answers, true, given),
    allow: ({ type, name }, given) => note(`${type}.${name}`, given.asked, given, true, true),
    takeFailures() {
      const taken = [...failures];
      failures.clear();
      return taken;
    },
    size: () => size,
    missing: () =>
      FIELDS.flatMap((field) => VIEWERS.map((viewer) => `${field} for ${viewer}`)).filter((cell) => !cells.has(cell)),
    neverSeen: () => FIELDS.filter((field) => VIEWERS.every((viewer) => !cells.get(`${field} for ${viewer}`)?.size)),
    waysTo: (field, viewer) => [...(cells.get(`${field} for ${viewer}`) ?? [])],
  };
};

const isObject = (value: unknown): value is Value => typeof value === 'object' && value !== null;
const isPerson = (value: unknown): boolean => isObject(value) && value.__typename === 'User';

/** Whether something is the owner's, or shared with them: of a list that was filtered, whether they are in it. */
const isOwners = (value: unknown, ownerId: string): boolean => {
  if (!isObject(value)) return true;
  const { __typename, edges, node, presence } = value;
  if (Array.isArray(edges)) return edges.some((edge) => isOwners(edge, ownerId));
  if (node !== undefined) return isOwners(node, ownerId);
  // nobody else in these tests keeps theirs to themselves
  if (__typename === 'PrivacySettings') return presence === false;
  // nor has more than one entry
  if (__typename === 'DiaryAnalytics') return Number(value.entryCount) > 1;
  // the owner hears the others type
  if (__typename === 'Typing') return true;
  const person = isPerson(value) ? value : (value.author ?? value.owner ?? value.user ?? value.reader ?? value.actor);
  return !isObject(person) || person.id === undefined || person.id === ownerId;
};
