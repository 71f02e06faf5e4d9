import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Crc32c, Crc64Nvme } from '@aws-sdk/checksums/crc';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';

/** What the store says that the whole object's bytes add up to. */
export interface StoredChecksum {
  readonly algorithm: 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256';
  /** Base64. */
  readonly value: string;
}

/** A sum that grows with the bytes. */
export interface RunningChecksum {
  readonly update: (bytes: Uint8Array) => void;
  /** Base64; once only. */
  readonly digest: () => Promise<string>;
}

/**
 * The fastest that the answer declares. One of an object in parts that is a checksum of the parts' checksums (`…-3`) cannot be compared with that
 * of a stream.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
export function storedChecksum(answer: GetObjectCommandOutput): StoredChecksum | undefined {
  if (answer.ChecksumType === 'COMPOSITE') return undefined;
  const declared = [
    { algorithm: 'CRC32', value: answer.ChecksumCRC32 },
    { algorithm: 'CRC64NVME', value: answer.ChecksumCRC64NVME },
    { algorithm: 'CRC32C', value: answer.ChecksumCRC32C },
    { algorithm: 'SHA1', value: answer.ChecksumSHA1 },
    { algorithm: 'SHA256', value: answer.ChecksumSHA256 },
  ] as const;
  for (const { algorithm, value } of declared) {
    if (value !== undefined && !value.includes('-')) return { algorithm, value };
  }
  return undefined;
}

export function startChecksum(algorithm: StoredChecksum['algorithm']): RunningChecksum {
  switch (algorithm) {
    case 'CRC32':
      return startCrc32();
    case 'CRC32C':
      return ofSdk(new Crc32c());
    case 'CRC64NVME':
      return ofSdk(new Crc64Nvme());
    case 'SHA1':
      return startHash('sha1');
    case 'SHA256':
      return startHash('sha256');
  }
}

/** Node's own, several gigabytes a second. */
function startCrc32(): RunningChecksum {
  let sum = 0;
  return {
    update: (bytes) => {
      sum = crc32(bytes, sum);
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(sum);
      return Promise.resolve(bytes.toString('base64'));
    },
  };
}

function startHash(name: 'sha1' | 'sha256'): RunningChecksum {
  const hash = createHash(name);
  return {
    update: (bytes) => {
      hash.update(bytes);
    },
    digest: () => Promise.resolve(hash.digest('base64')),
  };
}

function ofSdk(checksum: {
  readonly update: (bytes: Uint8Array) => void;
  readonly digest: () => Promise<Uint8Array>;
}): RunningChecksum {
  return {
    update: (bytes) => {
      checksum.update(bytes);
    },
    digest: async () => Buffer.from(await checksum.digest()).toString('base64'),
  };
}
