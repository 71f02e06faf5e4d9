import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crc64 } from './crc64.ts';

/** What a stream's blocks end with, to check their content. */
export interface XzCheck {
  readonly name: string;
  readonly sizeBytes: number;
  update(bytes: Uint8Array): void;
  digest(): Uint8Array;
}

/** @param kind from the stream's flags. @returns undefined for kinds that the format reserves */
export function xzCheck(kind: number): XzCheck | undefined {
  switch (kind) {
    case 0x0:
      return { name: 'no check', sizeBytes: 0, update: () => undefined, digest: () => new Uint8Array(0) };
    case 0x1: {
      let crc = 0;
      return {
        name: 'CRC-32',
        sizeBytes: 4,
        update: (bytes) => {
          crc = crc32(bytes, crc);
        },
        digest: () => littleEndian(crc),
      };
    }
    case 0x4:
      return { name: 'CRC-64', sizeBytes: 8, ...crc64() };
    case 0xa: {
      const hash = createHash('sha256');
      return {
        name: 'SHA-256',
        sizeBytes: 32,
        update: (bytes) => void hash.update(bytes),
        digest: () => hash.digest(),
      };
    }
    default:
      return undefined;
  }
}

/** A CRC-32 as the format stores it. */
export function littleEndian(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);
}
