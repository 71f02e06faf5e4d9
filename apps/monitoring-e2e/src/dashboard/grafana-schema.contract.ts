import { DASHBOARD_UID, dashboardText } from '@postgres-ha/monitoring';
import { grafanaReaderPart, needPart, runCommand } from '@postgres-ha/testkit';
import { describe, expect, test } from 'vitest';

/** The Foundation SDK for Go reads it, which shares no code with what wrote it. */
const part = grafanaReaderPart();
const need = needPart(part);
const read = (text: string) => runCommand(`${part.directory}/bin/grafana-reader`, [], { input: text });
const TEXT = dashboardText({ runbooks: 'https://git.example/databases/docs/runbooks' });

describe("Grafana's own schema", () => {
  test.skipIf(need.absent)(`takes the dashboard, every panel and every query of it${need.note}`, async () => {
    const { exitCode, stdout } = await read(TEXT);
    expect([exitCode, stdout.trim()]).toEqual([0, String((JSON.parse(TEXT) as { panels: unknown[] }).panels.length)]);
    expect(TEXT).toContain(`"uid": "${DASHBOARD_UID}"`);
  });

  test.skipIf(need.absent).each([
    { name: 'a field of the dashboard that there is not', from: '"refresh":', to: '"refreshes":' },
    { name: 'a field of a panel that there is not', from: '"fieldConfig":', to: '"fieldConfigs":' },
    { name: 'an option of a panel that there is not', from: '"wideLayout":', to: '"widerLayout":' },
    { name: 'a position that is no number', from: '"gridPos": {"x":0', to: '"gridPos": {"x":"left"' },
    { name: 'a field of a query that there is not', from: '"legendFormat":', to: '"legend":' },
  ])(`refuses $name${need.note}`, async ({ from, to }) => {
    const wrong = TEXT.replace(from, to);
    expect(wrong).not.toBe(TEXT);
    expect((await read(wrong)).exitCode).toBe(1);
  });
});
