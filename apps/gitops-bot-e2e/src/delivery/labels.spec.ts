import { FORMS } from '@postgres-ha/change-request';
import { expect, test } from 'vitest';
import { deliveryRig, type DeliveryRig } from './delivery-rig.ts';

const LABELS = FORMS.map(({ label }) => ({ name: label, color: '336791', description: 'A form' }));
const namesIn = (rig: DeliveryRig): readonly string[] => rig.people.labels().map(({ name }) => name);

test('the first tick makes the labels of forms that are missing, and the next does not even look', async () => {
  await using rig = await deliveryRig();
  const bot = rig.bot({ labels: LABELS });
  await rig.deliver({ kind: 'tick' }, bot);
  expect(namesIn(rig)).toEqual(FORMS.map(({ label }) => label));
  const before = rig.github.requests.length;
  await rig.deliver({ kind: 'tick' }, bot);
  expect(rig.github.requests.slice(before).filter(({ path }) => path.includes('/labels'))).toEqual([]);
  rig.forgetWrites();
  await rig.deliver({ kind: 'tick' }, rig.bot({ labels: LABELS }));
  expect(rig.writes()).toEqual([]);
  expect(rig.github.violations).toEqual([]);
});

test('a tick is done where labels cannot be made, and the next tries again', async () => {
  await using rig = await deliveryRig();
  const bot = rig.bot({ labels: LABELS });
  rig.github.setFaults(({ path }) => (path.endsWith('/labels') ? { kind: 'answer', status: 403 } : undefined));
  expect(await rig.deliver({ kind: 'tick' }, bot)).toMatchObject({ kind: 'kept-up', report: { failed: [] } });
  expect(namesIn(rig)).toEqual([]);
  rig.github.setFaults(undefined);
  await rig.deliver({ kind: 'tick' }, bot);
  expect(namesIn(rig)).toHaveLength(FORMS.length);
});

test('no label is made that nobody wants', async () => {
  await using rig = await deliveryRig();
  await rig.deliver({ kind: 'tick' });
  expect(namesIn(rig)).toEqual([]);
});
