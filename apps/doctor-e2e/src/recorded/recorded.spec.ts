import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnose, type Evidence } from '@postgres-ha/diagnosis';
import { redact } from '@postgres-ha/redaction';
import { describe, expect, test } from 'vitest';
import { CAUSES, HEALTHY_NAMESPACE } from '../planted/planted-world.ts';
import { trimEvidence } from './trim-evidence.ts';

const FILES = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.json'));

function recorded(name: string): Evidence {
  return JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8')) as Evidence;
}

describe('evidence that was recorded on real clusters', () => {
  test('is there for each planted cause, and for a healthy cluster', () => {
    const wanted = CAUSES.map(({ namespace, finding }) => `${namespace}-${finding}.json`);
    expect(FILES.toSorted()).toEqual([...new Set([...wanted, `${HEALTHY_NAMESPACE}-none.json`])].toSorted());
  });

  test.each(CAUSES)('names first what was planted: $name', ({ namespace, finding, names }) => {
    const { findings, verdict } = diagnose(recorded(`${namespace}-${finding}.json`));
    expect(findings[0]?.id).toBe(finding);
    expect([findings[0]?.subject, findings[0]?.headline, ...(findings[0]?.nextSteps ?? [])].join('\n')).toContain(
      names,
    );
    expect(verdict).toBe('causes-found');
  });

  test('of a healthy cluster has no finding', () => {
    const { findings, unseen, verdict } = diagnose(recorded(`${HEALTHY_NAMESPACE}-none.json`));
    expect({ findings, unseen, verdict }).toEqual({ findings: [], unseen: [], verdict: 'nothing-found' });
  });

  test.each(FILES)('is judged the same with its credentials taken out: %s', (name) => {
    // quoted lines of a log may lose a word after "secret:", never what follows from them
    const judged = (evidence: Evidence) => {
      const { verdict, findings, checks } = diagnose(evidence);
      return {
        verdict,
        findings: findings.map(({ id, subject }) => [id, subject]),
        checks: checks.map(({ check, outcome }) => [check, outcome.kind]),
      };
    };
    const evidence = recorded(name);
    expect(judged(redact(evidence))).toEqual(judged(evidence));
  });

  test.each(FILES)('says nothing of where it was recorded, and is as small as it can be: %s', (name) => {
    const text = readFileSync(join(import.meta.dirname, name), 'utf8');
    expect(text).not.toMatch(/\/tmp\/(?!\.psql_history)|\/home\/|\/root\//);
    expect(trimEvidence(recorded(name))).toEqual(recorded(name));
  });
});
