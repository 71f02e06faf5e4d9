import { changeImpact } from '@postgres-ha/change-impact';
import { expect, test } from 'vitest';
import { LANES } from './changes.ts';
import { edited, productionForOneNode, renderedObjects } from './intent.ts';
import { measuredPart } from './page.ts';
import { inWords } from './table.ts';

test('the page shows every change of the contract test, with what the library predicts of it today', () => {
  const shown = measuredPart()
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, name = '', , predicted = '']) => ({ name, predicted }));
  const today = LANES.flatMap(({ cluster, changes }) => {
    let intent = productionForOneNode('http://s3.example.internal:9000');
    let objects = renderedObjects(intent, cluster);
    return changes.map(({ name, edit }) => {
      const before = objects;
      intent = edited(intent, edit);
      objects = renderedObjects(intent, cluster);
      return { name, predicted: inWords(changeImpact({ before, after: objects }).prediction) };
    });
  });
  expect(shown).toEqual(today);
});
