import { mkdir, readFile, rm, writeFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { filesBelow, type Archive } from '../archives/open-archive.ts';
import type { WalCodec } from '../life/facts.ts';
import { SUFFIX } from '../archives/open-archive.ts';
import { editTar, memberInTheMiddle } from './edit-tar.ts';
import { editWal } from './edit-wal.ts';
import type { FaultCase } from './fault-case.ts';
import { flipWhatMatters, nearRecord, pagesThatMatter, pageToFlip, recordsMatter } from './flip.ts';
import type { Packer, PackedKind } from './packer.ts';
import { fill, placesOf, targetOf } from './places.ts';
import { tarEntries } from './tar-file.ts';

/** An object that is not what it was. */
export interface Change {
  /** Below the root of the store. */
  readonly key: string;
  readonly change: 'removed' | 'replaced' | 'added';
}

export interface Planted {
  /** The key, below the root of the store, that must be named. */
  readonly object: string;
  readonly changes: readonly Change[];
}

export interface PlantOptions {
  readonly packer: Packer;
  /** An archive of another cluster. */
  readonly elsewhere: Archive;
}

/**
 * Damages an archive. Its files are links to good ones, so each that changes is replaced by a new file.
 * @throws when the archive has not what the fault needs
 */
export async function plantFault(fault: FaultCase, archive: Archive, options: PlantOptions): Promise<Planted> {
  const planter = planterOf(fault, archive, options);
  await planter.plant();
  return {
    object: `${archive.server}/${fill(fault.fault.object, placesOf(archive, fault))}`,
    changes: planter.changes,
  };
}

interface Planter {
  readonly changes: readonly Change[];
  readonly plant: () => Promise<void>;
}

function planterOf(faultCase: FaultCase, archive: Archive, { packer, elsewhere }: PlantOptions): Planter {
  const { fault } = faultCase;
  const { plant } = fault;
  const places = placesOf(archive, faultCase);
  const changes: Change[] = [];
  const root = join(archive.directory, archive.server);
  const key = (name: string): string => fill(name, places);
  const object = key(fault.object);
  const kind: PackedKind = object.startsWith('wals/') ? 'wal' : 'data';

  const read = async (name: string): Promise<Uint8Array> => new Uint8Array(await readFile(join(root, name)));
  const note = (name: string, change: Change['change']): void => {
    changes.push({ key: `${archive.server}/${name}`, change });
  };
  const remove = async (name: string): Promise<void> => {
    await rm(join(root, name));
    note(name, 'removed');
  };
  const write = async (
    name: string,
    bytes: Uint8Array | string,
    change: 'replaced' | 'added' = 'replaced',
  ): Promise<void> => {
    const path = join(root, name);
    // what is replaced is a link to the good file
    if (change === 'replaced') await rm(path);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes, { flag: 'wx' });
    note(name, change);
  };
  const plainOf = async (name: string, stored: Uint8Array): Promise<Uint8Array> => {
    const plain = await packer.unpack(codecOf(name), stored);
    if (plain === undefined) throw new Error(`${name} of a good archive does not decode`);
    return plain;
  };
  const edit = async (change: (plain: Uint8Array) => Uint8Array, to: string = object): Promise<void> => {
    const plain = await plainOf(object, await read(object));
    await write(to, await packer.pack(kind, codecOf(object), change(plain)), to === object ? 'replaced' : 'added');
  };
  const segmentFacts = (name: string): (typeof archive.life.wal)[number] => {
    const plainName = name.split('/').at(-1)?.slice(0, 24);
    const found = archive.life.wal.find((each) => each.name === plainName);
    if (found === undefined) throw new Error(`nothing is known of ${name}`);
    return found;
  };
  /** The bytes of an object of this or of another archive, packed as the one that they are to stand for. */
  const bytesFrom = async (from: string, to: string, recompress: boolean): Promise<Uint8Array> => {
    let path = join(root, key(from === 'fork' ? '' : from.startsWith('elsewhere:') ? '' : from));
    if (from === 'fork') path = join(root, object.replaceAll('00000002000', '00000001000'));
    if (from === 'elsewhere:data' || from === 'elsewhere:tablespace') {
      const other = elsewhere.last;
      const series = from === 'elsewhere:data' ? 'data' : String(elsewhere.life.tablespaceOid);
      path = join(elsewhere.directory, elsewhere.server, `base/${other.id}/${series}.tar${SUFFIX[other.codec]}`);
    }
    path = (await isFile(path)) ? path : otherPath(path);
    const stored = new Uint8Array(await readFile(path));
    if (!recompress && codecOf(path) === codecOf(to)) return stored;
    return packer.pack(kind, codecOf(to), await plainOf(path, stored));
  };
  /** The other backup of the archive may be in another codec, and so has another suffix. */
  const otherPath = (path: string): string => {
    const target = targetOf(archive, faultCase);
    const other = faultCase.backup === 'last' ? archive.first : archive.last;
    return path.slice(0, path.length - SUFFIX[target.codec].length) + SUFFIX[other.codec];
  };
  const flip = async (where: 'page' | 'tar-header' | 'middle' | 'record'): Promise<void> => {
    const stored = await read(object);
    const codec = codecOf(object);
    const plain = await plainOf(object, stored);
    const { beginLsn } = targetOf(archive, faultCase);
    if (codec === 'none') {
      const flipped = stored.slice();
      const at =
        where === 'record'
          ? Math.round(nearRecord(segmentFacts(object), archive) * stored.length)
          : where === 'tar-header'
            ? memberInTheMiddle(stored) + 3
            : pageToFlip(stored, beginLsn, where === 'page' ? places['cold'] : undefined);
      flipped[at] = (flipped[at] ?? 0) ^ 4;
      await write(object, flipped);
      return;
    }
    const cold = where === 'record' ? undefined : tarEntries(plain).find(({ name }) => name === places['cold']);
    const near =
      where === 'record'
        ? nearRecord(segmentFacts(object), archive)
        : (cold?.dataOffset ?? plain.length / 2) / plain.length;
    const matters =
      where === 'record'
        ? recordsMatter(segmentFacts(object), archive.life.segmentSizeBytes)
        : pagesThatMatter(plain, beginLsn);
    await write(object, (await flipWhatMatters(stored, plain, { codec, packer, matters, near })).stored);
  };

  const act = async (): Promise<void> => {
    switch (plant.act) {
      case 'remove':
        return remove(object);
      case 'remove-all': {
        const names = (await filesBelow(root)).filter((name) => name.startsWith(object)).sort();
        for (const name of names) await remove(name);
        return;
      }
      case 'empty':
        return write(object, '');
      case 'cut': {
        const stored = await read(object);
        const end = plant.keep === 'to-member' ? memberInTheMiddle(stored) : Math.floor(stored.length / 2);
        return write(object, stored.slice(0, plant.drop === undefined ? end : stored.length - plant.drop));
      }
      case 'append': {
        const stored = await read(object);
        const longer = new Uint8Array(stored.length + plant.bytes).fill(0x5a);
        longer.set(stored);
        return write(object, longer);
      }
      case 'flip':
        return flip(plant.in);
      case 'rename': {
        const [from, to] = [key(plant.object), key(plant.to)];
        const stored = await read(from);
        await remove(from);
        if (plant.zeroTail !== true) return write(to, stored, 'added');
        const plain = await plainOf(from, stored);
        return write(to, await packer.pack(kind, codecOf(to), plain.fill(0, plain.length / 2)), 'added');
      }
      case 'exchange': {
        const [one, other] = [await read(object), await read(key(plant.with))];
        await write(object, other);
        await write(key(plant.with), one);
        return;
      }
      case 'copy':
        return write(object, await bytesFrom(plant.from, object, false));
      case 'add':
        return write(
          key(plant.object),
          await bytesFrom(plant.from, key(plant.object), plant.recompress ?? false),
          'added',
        );
      case 'add-text':
      case 'text': {
        const to = plant.act === 'text' ? object : key(plant.object);
        const packed = await packer.pack('wal', codecOf(to), new TextEncoder().encode(key(plant.text)));
        return write(to, packed, plant.act === 'text' ? 'replaced' : 'added');
      }
      case 'info': {
        const name = key(plant.object ?? fault.object);
        let info = new TextDecoder().decode(await read(name));
        for (const [field, value] of Object.entries(plant.set)) {
          info = info.replace(new RegExp(`^${field}=.*$`, 'm'), () => `${field}=${key(value)}`);
        }
        return write(name, info);
      }
      case 'wal-foreign-next': {
        const [from] = archive.life.wal.filter(({ name }) => name.length === 24).slice(-1);
        if (from === undefined) throw new Error('the archive has no segment');
        const last = `wals/${from.name.slice(0, 16)}/${from.name}${places['wal'] ?? ''}`;
        const plain = await plainOf(last, await read(last));
        return write(object, await packer.pack('wal', codecOf(object), editWal(plain, plant, from)), 'added');
      }
      case 'wal-flip':
      case 'wal-cut':
      case 'wal-zero':
      case 'wal-system':
        return edit((plain) => editWal(plain, plant, segmentFacts(object)));
      default:
        return edit((tar) => editTar(tar, plant, { places, segmentSizeBytes: archive.life.segmentSizeBytes }));
    }
  };
  return { changes, plant: act };
}

function codecOf(name: string): WalCodec {
  const found = Object.entries(SUFFIX).find(([, suffix]) => suffix !== '' && name.endsWith(suffix));
  return found === undefined ? 'none' : (found[0] as WalCodec);
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
