import { archiveOf, MAJORS, type ArchiveSpec } from '../archives/archive-spec.ts';
import type { PostgresMajor } from '@postgres-ha/testkit';
import type { Fault } from './fault.ts';

/** One planting: a fault, and the archive that it is planted in. */
export interface FaultCase {
  readonly name: string;
  readonly fault: Fault;
  readonly archive: ArchiveSpec;
  readonly backup: 'first' | 'last';
}

/** Every planting that faults.json asks for: each fault in each codec that it applies to, the majors by turns. */
export function faultCases(faults: readonly Fault[]): readonly FaultCase[] {
  let turn = 0;
  const nextMajor = (): PostgresMajor => MAJORS[(turn += 1) % MAJORS.length] ?? 17;
  return faults.flatMap((fault) => {
    const { data = ['gzip'], wal = ['gzip'], needs } = fault.appliesTo ?? {};
    const cases: FaultCase[] = [];
    const add = (archive: ArchiveSpec, backup: 'first' | 'last'): void => {
      cases.push({ name: `${fault.id} in ${archive.name}`, fault, archive, backup });
    };
    if (needs === 'split') {
      add(archiveOf(nextMajor(), '3.20', { data: 'none', wal: 'zstd', split: true }), 'last');
      add(archiveOf(nextMajor(), '3.19', { data: 'gzip', wal: 'lz4', split: true }), 'first');
      return cases;
    }
    for (const dataCodec of data) {
      for (const walCodec of wal) {
        const major = needs === 'fork' ? 16 : nextMajor();
        const backup = fault.backup ?? 'last';
        // Barman 3.19 has all its codecs before the promotion, 3.20 all of its own behind it
        add(archiveOf(major, backup === 'first' ? '3.19' : '3.20', { data: dataCodec, wal: walCodec }), backup);
      }
    }
    return cases;
  });
}
