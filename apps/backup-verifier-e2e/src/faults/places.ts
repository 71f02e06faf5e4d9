import type { Archive } from '../archives/open-archive.ts';
import { SUFFIX } from '../archives/open-archive.ts';
import type { BackupFacts } from '../life/facts.ts';
import type { FaultCase } from './fault-case.ts';

/** What the places in braces of faults.json stand for in one archive. */
export type Places = Readonly<Record<string, string>>;

export function targetOf(archive: Archive, { backup }: Pick<FaultCase, 'backup'>): BackupFacts {
  return archive[backup];
}

export function placesOf(archive: Archive, fault: FaultCase): Places {
  const { life, spec } = archive;
  const target = targetOf(archive, fault);
  const other = fault.backup === 'last' ? archive.first : archive.last;
  const dataParts = target.parts.filter((part) => part.startsWith('data')).length;
  const segment = segmentOf(archive, fault);
  const size = BigInt(life.segmentSizeBytes);
  const end = lsnOf(life.lastLsn);
  const nextSegment = end / size + 1n;
  const never = end + 3n * size + 0x1000n;
  const middle = life.wal.find(({ name }) => name === middleSegment(archive))?.records[0]?.lsn ?? life.lastLsn;
  const folder = (name: string): string => `${name.slice(0, 16)}/${name}`;
  return {
    ...{ backup: target.id, other: other.id, tablespace: String(life.tablespaceOid) },
    ...{ data: SUFFIX[target.codec], wal: SUFFIX[spec.wal] },
    ...{ reappeared: target.codec === 'bzip2' ? '.gz' : '.bz2', walReappeared: spec.wal === 'bzip2' ? '.gz' : '.bz2' },
    ...{ segment: folder(segment), segmentBefore: folder(neighbour(segment, -1n, size)) },
    ...{ segmentNext: folder(nameOf(2, nextSegment, size)), segmentNever: nameOf(2, never / size, size) },
    ...{ lsnNever: formatLsn(never), lsnMiddle: middle, switchPoint: life.switchPoint },
    ...{ timeline: '00000002', timelineFolder: nameOf(2, lsnOf(life.switchPoint) / size, size).slice(0, 16) },
    ...{ lastPart: String(dataParts - 1).padStart(4, '0'), nextPart: String(dataParts).padStart(4, '0') },
    ...life.relations,
    otherVersion: life.major === 16 ? '170004' : '160004',
    otherSegmentSize: life.segmentSizeBytes === 1_048_576 ? '2097152' : '1048576',
  };
}

/** @throws when a place is not known */
export function fill(text: string, places: Places): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = places[name];
    if (value === undefined) throw new Error(`faults.json: nobody knows the place {${name}}`);
    return value;
  });
}

function segmentOf(archive: Archive, { fault, backup }: FaultCase): string {
  const { life } = archive;
  const size = BigInt(life.segmentSizeBytes);
  const target = archive[backup];
  const switched = lsnOf(life.switchPoint) / size;
  switch (fault.segment) {
    case 'begin':
      return target.beginWal;
    case 'end':
      return target.endWal;
    case 'during': {
      const between = [archive.last, archive.first]
        .flatMap(({ beginWal, endWal }) => life.wal.filter(({ name }) => name > beginWal && name < endWal))
        .find(({ name }) => name.length === 24);
      if (between === undefined) throw new Error(`no backup of ${archive.spec.name} spans a whole segment`);
      return between.name;
    }
    case 'before-switch':
      return nameOf(1, switched - 1n, size);
    case 'switch':
      return nameOf(2, switched, size);
    case 'after-switch':
      return nameOf(2, switched + 1n, size);
    case 'last':
      return nameOf(2, (lsnOf(life.lastLsn) - 1n) / size, size);
    case 'middle':
    case undefined:
      return middleSegment(archive);
  }
}

/** The fullest segment behind all backups that is not the newest. */
function middleSegment({ life, last }: Archive): string {
  const newest = nameOf(2, (lsnOf(life.lastLsn) - 1n) / BigInt(life.segmentSizeBytes), BigInt(life.segmentSizeBytes));
  const behind = life.wal.filter(({ name }) => name.length === 24 && name > last.endWal && name < newest);
  const [fullest] = behind.toSorted((a, b) => b.records.length - a.records.length);
  if (fullest === undefined) throw new Error('no segment lies between the newest backup and the end of the archive');
  return fullest.name;
}

export function lsnOf(text: string): bigint {
  const [high = '', low = ''] = text.split('/');
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}

export function formatLsn(lsn: bigint): string {
  return `${(lsn >> 32n).toString(16).toUpperCase()}/${(lsn & 0xffff_ffffn).toString(16).toUpperCase()}`;
}

function nameOf(timeline: number, segment: bigint, size: bigint): string {
  const perLog = 0x1_0000_0000n / size;
  const hex = (value: bigint): string => value.toString(16).toUpperCase().padStart(8, '0');
  return hex(BigInt(timeline)) + hex(segment / perLog) + hex(segment % perLog);
}

function neighbour(name: string, by: bigint, size: bigint): string {
  const perLog = 0x1_0000_0000n / size;
  const number = BigInt(`0x${name.slice(8, 16)}`) * perLog + BigInt(`0x${name.slice(16)}`);
  return nameOf(Number(BigInt(`0x${name.slice(0, 8)}`)), number + by, size);
}
