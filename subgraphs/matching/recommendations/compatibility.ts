import type { Request } from '#platform/request';
import { profileStream } from '../events.ts';
import { labelField } from '../profile/keys.ts';
import { type KnownRow, known, type ProfileRow, type StandingRow } from '../readModel.ts';
import type { Similarity } from '../similarity.ts';
import { isMatched } from '../standing.ts';
import { reasonsFor } from './reasons.ts';

/** Named in every answer, so that scores of different models are never compared. Another formula is another version. */
const MODEL_VERSION = 'components-2';

/** What two people are told of how alike they are. */
export interface CompatibilityNode extends Similarity {
  readonly reasons: readonly string[];
  readonly modelVersion: string;
  readonly computedAt: string;
}

/** Names are shown of what both show; what the viewer has in common with the other is read from their own. */
export const compatibilityOf = async (
  request: Request,
  viewer: ProfileRow,
  other: ProfileRow,
  given: { readonly similarity: Similarity; readonly standing: StandingRow | null },
): Promise<CompatibilityNode> => {
  const { similarity, standing } = given;
  const isShown = (name: ProfileRow['shownToAll'][number]) =>
    isMatched(standing) || [viewer, other].every(({ shownToAll }) => shownToAll.includes(name));
  const withNames = isShown('interests') && similarity.sharedTags.length + similarity.sharedTopics.length > 0;
  const own = withNames ? await request.row(known, { personId: viewer.personId }) : null;
  const [sharedTags, sharedTopics] = await Promise.all([
    namesOf(request, viewer.personId, similarity.sharedTags, own?.tags),
    namesOf(request, viewer.personId, similarity.sharedTopics, own?.topics),
  ]);
  return {
    ...{ ...similarity, sharedTags, sharedTopics },
    reasons: reasonsFor(similarity, [...sharedTags, ...sharedTopics], isShown('archetype')),
    ...{ modelVersion: MODEL_VERSION, computedAt: new Date().toISOString() },
  };
};

const namesOf = async (
  request: Request,
  personId: string,
  keys: readonly string[],
  labels: KnownRow['tags'] | undefined,
): Promise<string[]> => {
  const place = { subject: personId, stream: profileStream(personId) };
  const names = await Promise.all(
    keys.map((key) => request.open<string>(place, labelField(key), labels?.[key]?.label ?? null)),
  );
  return names.filter((name) => name !== null).sort();
};
