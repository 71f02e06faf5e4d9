import { needPart, sampled } from '@postgres-ha/testkit';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { archiveOf } from './archives/archive-spec.ts';
import { archiveParts, makeArchives, type MadeArchives } from './archives/make-archives.ts';
import { openArchive } from './archives/open-archive.ts';
import { faultCases } from './faults/fault-case.ts';
import { readFaults, type FaultLevel } from './faults/fault.ts';
import { differences, inventory, writtenThrough } from './faults/inventory.ts';
import { startPacker, type Packer } from './faults/packer.ts';
import { plantFault } from './faults/plant.ts';
import { findingsOf, findingThatNames } from './find-fault.ts';
import { startVerifier, type Verifier } from './verify.ts';

const needs = archiveParts().map((part) => needPart(part));
const absent = needs.some((need) => need.absent);
const note = needs.map((need) => need.note).join('');

/** The catalogue is one look: what its first level does not see, its second may. */
const LOOK: Readonly<Record<FaultLevel, 'L1' | 'L2' | 'L3' | 'L4'>> = {
  L0: 'L1',
  L1: 'L1',
  L2: 'L2',
  L3: 'L3',
  L4: 'L4',
};

describe.skipIf(absent)(`a fault in a good archive${note}`, () => {
  const resources = new AsyncDisposableStack();
  let made: MadeArchives;
  const asMade = new Map<string, ReadonlyMap<string, string>>();
  let verifier: Verifier;
  let packer: Packer;
  beforeAll(async () => {
    made = await makeArchives();
    verifier = resources.use(await startVerifier());
    packer = resources.use(await startPacker());
  });
  afterAll(() => resources.disposeAsync());

  test.concurrent.for(sampled(faultCases(readFaults())))(
    '$name: found at its level or a lower one, and the object is named',
    async (fault, { expect }) => {
      const { mustBeFoundBy, verdict } = fault.fault;
      await using archive = await openArchive(fault.archive, made);
      const other = archiveOf(fault.archive.major === 17 ? 18 : 17, '3.20', { data: 'gzip', wal: 'gzip' });
      await using elsewhere = await openArchive(other, made);
      const before = await inventory(archive);
      const first = asMade.get(fault.archive.name) ?? before;
      asMade.set(fault.archive.name, first);
      expect(writtenThrough(first, before), 'a planting changed the archive that all begin with').toEqual([]);
      const { object, changes } = await plantFault(fault, archive, { packer, elsewhere });
      expect(changes).not.toEqual([]);
      const after = await inventory(archive);
      expect(differences(before, after)).toEqual(changes.toSorted((a, b) => (a.key < b.key ? -1 : 1)));
      // what must be named is what was changed, or the archive that backup.info no longer speaks of
      if (fault.fault.id !== 'info-tablespaces') {
        expect(changes.some(({ key }) => key === object || key.startsWith(object))).toBe(true);
      }

      const report = await verifier.verify(archive, { level: LOOK[mustBeFoundBy] });

      const findings = findingsOf(report).filter(({ level }) => level <= mustBeFoundBy);
      expect(findingThatNames(findings, object), `${object} in ${JSON.stringify(findings)}`).toBeDefined();
      expect(report.overall).toBe(verdict);
    },
  );
});
