import { readEnvironment } from '@postgres-ha/environment';
import { exampleFiles } from '@postgres-ha/environment/examples';
import { OPTION_VARIANTS } from '@postgres-ha/environment/option-variants';
import { describeObject, type ManifestFile } from '@postgres-ha/kube-manifest';
import { environmentFiles } from '@postgres-ha/rendering';
import {
  defineWatchingKinds,
  manifestObjects,
  needPart,
  prometheusOperatorPart,
  rigPart,
  startRig,
  type ApiRig,
} from '@postgres-ha/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const needs = [rigPart('api'), prometheusOperatorPart()].map((part) => needPart(part));
const absent = needs.some((need) => need.absent);
const note = needs.map((need) => need.note).join('');

/** What a variant comes to, rendered from the sources of this checkout. */
const VARIANTS = OPTION_VARIANTS.map(({ name, ...intent }) => {
  const reading = readEnvironment(exampleFiles(intent));
  if (reading.kind === 'refused')
    throw new Error(`the variant ${name} is refused: ${JSON.stringify(reading.problems)}`);
  return { name, files: environmentFiles(reading.environment) };
});

describe.skipIf(absent)(`every option before the real webhooks${note}`, () => {
  const resources = new AsyncDisposableStack();
  let rig: ApiRig;

  beforeAll(async () => {
    rig = resources.use(await startRig({ kind: 'api', name: 'admission of every option' }));
    await defineWatchingKinds(rig.kubectl);
    // A dry run makes nothing, so what objects stand in must be there.
    const names = new Set(['argocd', ...VARIANTS.flatMap(({ files }) => files.flatMap(namespacesOf))]);
    const items = [...names].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
    const made = await rig.kubectl.apply(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
    if (made.kind === 'refused') throw new Error(made.because);
  });
  afterAll(() => resources.disposeAsync());

  test.for(VARIANTS)('$name is accepted', async ({ files }) => {
    const text = files.map((file) => file.text).join('');
    const outcome = await rig.kubectl.apply(text, { dryRun: true });
    const accepted = outcome.kind === 'accepted' ? outcome.objects.map(describeObject) : [outcome.because];
    expect(accepted).toEqual(manifestObjects(text).map(describeObject));
  });
});

function namespacesOf({ text }: ManifestFile): readonly string[] {
  return manifestObjects(text).flatMap(({ kind, metadata }) => [
    ...(metadata.namespace === undefined ? [] : [metadata.namespace]),
    ...(kind === 'Namespace' ? [metadata.name] : []),
  ]);
}
