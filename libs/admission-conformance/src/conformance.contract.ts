import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { admit, CRDS, ruleText } from '@postgres-ha/admission';
import { needPart, rigPart, startRig } from '@postgres-ha/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allBases, KINDS } from './bases/all-bases.ts';
import { laidOverPlainest } from './bases/plainest.ts';
import { preparedVector } from './bases/prepared-objects.ts';
import { vectorsOf } from './bases/vectors.ts';
import { mutatedObject } from './cases/creation-case.ts';
import { describeSmallest, unlistedDifference } from './cases/smallest.ts';
import { updatedObject } from './cases/update-case.ts';
import { compactCrd } from './compact-crd.ts';
import type { JsonMap } from './object/json.ts';
import { judgedCases } from './recording/recording.ts';
import { runCases } from './run.ts';
import { judgeCreation, judgeUpdate } from './server/judge.ts';
import { kubeClient, type KubeClient } from './server/kube-client.ts';
import { makeLive, makeNamespace } from './server/live-objects.ts';
import type { ServerVerdict } from './server/server-verdict.ts';
import { rulesOfWarnings } from './warning-texts.ts';

const need = needPart(rigPart('api'));

/** Set this to what a failed run printed, to repeat it. */
const SEED = Number(process.env['CONFORMANCE_SEED'] ?? randomInt(2 ** 31));
const SIZE = { clusters: 550, others: 250, updates: 200 };

describe.skipIf(need.absent)(`admission offline and by the real webhooks${need.note}`, () => {
  const resources = new AsyncDisposableStack();
  let client: KubeClient;

  beforeAll(async () => {
    const rig = resources.use(await startRig({ kind: 'api', name: 'conformance of offline admission' }));
    client = resources.use(kubeClient(readFileSync(rig.kubeconfig, 'utf8')));
  });
  afterAll(() => resources.disposeAsync());

  test(`a fresh thousand gets the same verdicts (repeat with CONFORMANCE_SEED=${SEED})`, async () => {
    const { recording, live, namespace } = await runCases(client, {
      seed: SEED,
      bases: allBases(),
      ...SIZE,
      examples: false,
      prefix: 'fresh',
    });
    const cases = judgedCases(recording);
    const accepted = cases.filter(({ verdict }) => verdict.kind === 'accepted').length;
    process.stdout.write(`seed ${SEED}: ${cases.length} cases, ${accepted} accepted\n`);

    const found: string[] = [];
    for (const [index, judged] of cases.entries()) {
      if (unlistedDifference(judged) === undefined || found.length === 3) continue;
      const smallest = await describeSmallest(judged, async (mutations) => {
        const creation = recording.creations[index];
        if (creation !== undefined) {
          const object = mutatedObject(recording.bases[creation.base]?.object ?? {}, mutations);
          return {
            ...judged,
            mutations,
            object,
            verdict: await judgeCreation(client, judged.kind, { namespace, object }),
          };
        }
        const update = recording.updates[index - recording.creations.length];
        const target = update && live[update.base];
        if (update === undefined || target === undefined) throw new Error(`there is no case ${index}`);
        const object = updatedObject(target.base, { ...update, mutations });
        return { ...judged, mutations, object, verdict: await judgeUpdate(client, target.subject, object) };
      });
      found.push(`seed ${SEED}, case ${index}: ${smallest}`);
    }
    expect(found).toEqual([]);
  });

  describe.each(KINDS)('the rules of %s', (kind) => {
    const { states, updates } = vectorsOf(kind);
    const namespace = `vectors-${kind.toLowerCase()}`;

    if (states.length > 0) {
      beforeAll(() => makeNamespace(client, namespace));
      test.for(states)('$rule: what it $expected', async ({ rule, expected, example }) => {
        const object = laidOverPlainest(kind, example);
        const verdict = await judgeCreation(client, kind, { namespace, object });
        expect(said(verdict, rule, { object })).toBe(expected);
      });
    }

    if (updates.length > 0) {
      test('are confirmed by the webhook on updates', async () => {
        const prepared = updates.map((vector) => preparedVector(kind, vector));
        const live = await makeLive(client, prepared, { prefix: `updates-${kind.toLowerCase()}` });
        const found: string[] = [];
        for (const [index, { rule, expected, after }] of updates.entries()) {
          const target = live[index];
          if (target === undefined) continue;
          const object = laidOverPlainest(kind, after);
          const verdict = await judgeUpdate(client, target.subject, object);
          const answer = said(verdict, rule, { object, before: target.base.stored });
          if (answer !== expected) found.push(`${rule} ${expected}: ${answer}`);
        }
        expect(found).toEqual([]);
      });
    }
  });

  test.each(KINDS)('the committed schema of %s is the one that the API server serves', async (kind) => {
    const { apiVersion, plural } = CRDS[kind];
    const name = `${plural}.${apiVersion.split('/')[0] ?? ''}`;
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`;
    const { body } = await client.send({ method: 'GET', path });
    expect(compactCrd(body)).toEqual(CRDS[kind]);
  });
});

/** What the server's verdict says of a rule: `fails` where it names the fault that the rule names, or warns. */
function said(
  verdict: ServerVerdict,
  rule: string,
  request: { readonly object: JsonMap; readonly before?: JsonMap },
): string {
  if (ruleText(rule).level === 'warning') return rulesOfWarnings(verdict.warnings).includes(rule) ? 'fails' : 'passes';
  if (verdict.kind === 'accepted') return 'passes';
  const finding = admit(request).denials.find((denial) => denial.rule === rule);
  // Of what it cannot read the server names no field.
  const unread = finding?.stage === 'reading' && ['decoding', 'mutating webhook'].includes(verdict.stage);
  const named =
    unread || verdict.causes.some(({ field, reason }) => field === finding?.reported && reason === finding.type);
  return named ? 'fails' : `refused for another fault: ${verdict.message}`;
}
