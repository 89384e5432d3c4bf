import { isId } from '#platform/domain/ids';
import type { Vault } from '#platform/vault/vault';
import type { DiaryFormat } from '../events.ts';

/**
 * The id of the entry that a record becomes: the same for the same record, so that importing it again finds it there. Under
 * the owner's key, or who knows a file could ask which ids are taken. Of a UUIDv7 it has the form, and no time.
 */
export const importedId = async (
  vault: Vault,
  tenant: string,
  ownerId: string,
  format: DiaryFormat,
  sourceId: string,
): Promise<string> => {
  const digest = await vault.hash(tenant, ownerId, 'import', `${format}\n${sourceId}`);
  const bytes = Buffer.from(digest, 'base64url').subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return dashed(bytes.toString('hex'));
};

/** The id of ours that a record has from being exported here, in whatever form; null when it is none. */
export const exportedId = (sourceId: string): string | null => {
  const plain = sourceId.toLowerCase().replaceAll('-', '');
  return plain.length === 32 && isId(dashed(plain)) ? dashed(plain) : null;
};

const dashed = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
