import { expect, test } from 'vitest';
import { needPart } from './missing-part.ts';

test('a part that is there is neither skipped nor mentioned', () => {
  expect(needPart({ name: 'the rig' }, { CI: 'true' })).toEqual({ absent: false, note: '' });
});

test('a part missing on a developer machine is a skip that names the part and the reason', () => {
  const need = needPart({ name: 'the rig', missing: 'no kubectl' }, {});
  expect(need.absent).toBe(true);
  expect(need.note).toContain('the rig');
  expect(need.note).toContain('no kubectl');
});

test('a part missing in continuous integration fails', () => {
  expect(() => needPart({ name: 'the rig', missing: 'no kubectl' }, { CI: 'true' })).toThrow(/the rig.*no kubectl/);
});
