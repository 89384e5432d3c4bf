import type { BlobKey, Blobs } from '#platform/blobs/blobs';
import type { CommandHandler } from '#platform/command';
import { type EventCatalog, type RecordedEvent, upcast } from '#platform/domain/events';
import type { EventStore } from '#platform/event-store/event-store';
import { type Opened, openPersonal } from '#platform/opening';
import { type Heard, perform, type Reaction } from '#platform/policy';
import type { Reactor } from '#platform/reactor';
import { subjectEvents } from '#platform/subject-rights/subject-events';
import { KeyDestroyedError, type Vault } from '#platform/vault/vault';

/** What an export works on in a subgraph. */
interface Parts {
  readonly store: EventStore;
  readonly handler: CommandHandler;
  readonly vault: Vault;
  readonly blobs: Blobs;
  /** Of all subgraphs: here each puts its part. */
  readonly exports: Blobs;
}

export interface Exported {
  readonly person: string;
  /** Which of their exports it is for. */
  readonly jobId: string;
}

export interface Exporting {
  readonly subgraph: string;
  // biome-ignore lint/suspicious/noExplicitAny: of any events
  readonly catalog: EventCatalog<any>;
  /** Whose fact it is that somebody asks for their data, and how it is called there. */
  readonly source: string;
  readonly reads: Heard;
  // biome-ignore lint/suspicious/noExplicitAny: each subgraph names the shape it declares in `reads`
  readonly exportedOf: (data: any) => Exported;
  /** The names of files that an event tells of. */
  readonly filesIn?: (opened: Opened) => readonly string[];
  /** Records that the part is there. */
  readonly done: (exported: Exported) => Reaction;
}

/** Where a subgraph's part of an export lies. */
export const exportPart = (tenant: string, exported: Exported, subgraph: string): BlobKey =>
  exportedBlob(tenant, exported, subgraph);

/** Where a subgraph leaves a file that it was asked for, for the one that hands people their files. */
export const exportedFile = (tenant: string, exported: Exported): BlobKey => exportedBlob(tenant, exported, 'file');

const exportedBlob = (tenant: string, { person, jobId }: Exported, name: string): BlobKey => ({
  ...{ tenant, owner: person, name: `${jobId}/${name}` },
});

/**
 * Writes down all that a subgraph knows of a person: every event about them, opened, and their files. Nothing that is kept
 * of anybody comes from anywhere else, so nothing is left out.
 */
export const exporting = (exporting: Exporting): Reactor<Parts> => {
  const { subgraph, source, reads, exportedOf, done } = exporting;

  const exportOne = async (event: RecordedEvent, group: string, parts: Parts): Promise<void> => {
    const exported = exportedOf(event.data);
    const key = exportPart(event.tenant, exported, subgraph);
    try {
      await parts.exports.put(key, 'application/json', contentOf(exporting, event.tenant, exported.person, parts));
    } catch (error) {
      // erased meanwhile: there is nobody to give it to
      if (error instanceof KeyDestroyedError) return;
      throw error;
    }
    await perform(parts.handler, group, event, done(exported));
  };

  return {
    ...{ name: 'data-export', source, reads },
    async react(events, parts, group) {
      for (const event of events) await exportOne(event, group, parts);
    },
  };
};

/** `{"events": [...], "files": [...]}`; a file is its name, its type and its content in base64. */
async function* contentOf(
  { catalog, filesIn }: Exporting,
  tenant: string,
  person: string,
  { store, vault, blobs }: Parts,
): AsyncGenerator<Buffer> {
  const names = new Set<string>();
  let separator = '{"events": [\n';
  for await (const events of subjectEvents(store, tenant, person)) {
    const newest = events.map((event) => upcast(catalog, event) as RecordedEvent);
    const opened = await openPersonal(vault, newest, () => true);
    for (const event of newest) {
      const { stream, version, type, at, data } = event;
      const personal = opened.get(event) ?? {};
      for (const name of filesIn?.(personal) ?? []) names.add(name);
      yield Buffer.from(`${separator}${JSON.stringify({ stream, version, type, at, ...data, ...personal })}`);
      separator = ',\n';
    }
  }
  yield Buffer.from(separator === ',\n' ? '\n], "files": [' : '{"events": [], "files": [');
  separator = '\n';
  for (const name of names) {
    const blob = await blobs.get({ tenant, owner: person, name });
    // replaced by a later one
    if (!blob) continue;
    const parts: Buffer[] = [];
    for await (const part of blob.content) parts.push(part);
    const { contentType } = blob;
    yield Buffer.from(
      `${separator}${JSON.stringify({ name, contentType, content: Buffer.concat(parts).toString('base64') })}`,
    );
    separator = ',\n';
  }
  yield Buffer.from(']}');
}
