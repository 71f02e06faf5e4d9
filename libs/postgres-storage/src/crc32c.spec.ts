import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32c, CRC32C_START, finishCrc32c } from './crc32c.ts';
import { createCrc32cRoom, createPlainCrc32cRoom } from './crc32c-room.ts';

const ROOM_BYTES = 4096;
const rooms = [
  { name: 'with WebAssembly', room: createCrc32cRoom(ROOM_BYTES) },
  { name: 'without it', room: createPlainCrc32cRoom(ROOM_BYTES) },
];

// RFC 3720, B.4
test.each([
  { what: '32 zeroes', bytes: new Uint8Array(32), crc: 0x8a91_36aa },
  { what: '32 times 0xFF', bytes: new Uint8Array(32).fill(0xff), crc: 0x62a8_ab43 },
  { what: '0 to 31', bytes: Uint8Array.from({ length: 32 }, (_, index) => index), crc: 0x46dd_794e },
  { what: '123456789', bytes: new TextEncoder().encode('123456789'), crc: 0xe306_9283 },
  { what: 'nothing', bytes: new Uint8Array(), crc: 0 },
])('the sum of $what is as published', ({ bytes, crc }) => {
  expect(crc32c(bytes)).toBe(crc);
});

test.each(rooms)('the fast way $name gives the same sum for any bytes, at any place, in any cut', ({ room }) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(60), fc.nat(300), (bytes, place, cut) => {
      room.bytes.set(bytes, place);
      const end = place + bytes.byteLength;
      const middle = Math.min(end, place + cut);
      const sum = room.add(room.add(CRC32C_START, place, middle), middle, end);
      expect(finishCrc32c(sum)).toBe(crc32c(bytes));
    }),
  );
});
