import { apiPart, needPart, prometheusOperatorPart, startApi, startPrometheusOperator } from '@postgres-ha/testkit';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const operatorNeed = needPart(prometheusOperatorPart());
const apiNeed = needPart(await apiPart());

const OBJECTS = `
apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: v1
kind: Namespace
metadata: { name: monitoring }
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: orders, namespace: shop }
spec:
  selector: { matchLabels: { cnpg.io/cluster: orders } }
  podMetricsEndpoints: [{ port: metrics, interval: 15s }]
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: orders, namespace: shop }
spec:
  groups: [{ name: orders, rules: [{ alert: Down, expr: up == 0, for: 30s }] }]
---
apiVersion: v1
kind: Secret
metadata: { name: alerting, namespace: shop }
stringData: { url: 'http://127.0.0.1:9/hook' }
---
apiVersion: monitoring.coreos.com/v1alpha1
kind: AlertmanagerConfig
metadata: { name: orders, namespace: shop }
spec:
  route: { receiver: all, groupBy: [alertname] }
  receivers: [{ name: all, webhookConfigs: [{ urlSecret: { name: alerting, key: url } }] }]
`;

describe.skipIf(operatorNeed.absent || apiNeed.absent)(
  `the Prometheus operator${operatorNeed.note}${apiNeed.note}`,
  () => {
    test('writes the configurations that Prometheus and Alertmanager would read in a cluster, and judges what is applied', async () => {
      await using api = await startApi('the Prometheus operator itself');
      await using operator = await startPrometheusOperator(api);
      expect(await api.kubectl.apply(OBJECTS)).toMatchObject({ kind: 'accepted' });

      const prometheus = await operator.prometheus({
        namespace: 'monitoring',
        name: 'all',
        until: ({ configuration, rules }) => configuration.includes('podMonitor/shop/orders/0') && rules.size > 0,
      });
      expect(parse(prometheus.configuration)).toMatchObject({
        rule_files: ['/etc/prometheus/rules/prometheus-all-rulefiles-0/*.yaml'],
        scrape_configs: [{ job_name: 'podMonitor/shop/orders/0', kubernetes_sd_configs: [{ role: 'pod' }] }],
      });
      expect([...prometheus.rules.values()].map((text): unknown => parse(text))).toEqual([
        { groups: [{ name: 'orders', rules: [{ alert: 'Down', expr: 'up == 0', for: '30s' }] }] },
      ]);

      const { configuration } = await operator.alertmanager({
        namespace: 'monitoring',
        name: 'all',
        until: (generated) => generated.configuration.includes('shop/orders/all'),
      });
      expect(parse(configuration)).toMatchObject({
        route: { routes: [{ receiver: 'shop/orders/all', matchers: ['namespace="shop"'], continue: true }] },
        receivers: expect.arrayContaining([
          { name: 'shop/orders/all', webhook_configs: [{ url: 'http://127.0.0.1:9/hook' }] },
        ]) as unknown,
      });

      const rule = { apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule', metadata: { name: 'orders' } };
      const groups = (expr: string): unknown => [{ name: 'orders', rules: [{ alert: 'Down', expr }] }];
      expect(await operator.judge({ ...rule, spec: { groups: groups('up == 0') } })).toEqual({ kind: 'admitted' });
      expect(await operator.judge({ ...rule, spec: { groups: groups('up ==') } })).toMatchObject({ kind: 'refused' });
      const config = {
        apiVersion: 'monitoring.coreos.com/v1alpha1',
        kind: 'AlertmanagerConfig',
        metadata: { name: 'orders' },
        spec: { route: { receiver: 'nobody' }, receivers: [] },
      };
      expect(await operator.judge(config)).toMatchObject({ kind: 'refused' });
    });
  },
);
