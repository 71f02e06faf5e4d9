/** What Prometheus says of itself over HTTP. Each call fails when Prometheus refuses it, with the reason that it gives. */
export interface PrometheusApi {
  /** `http://127.0.0.1:1234` */
  readonly url: string;
  /** The answer of an expression at one moment. A scalar is one sample without labels. */
  readonly query: (expression: string, at?: QueryMoment) => Promise<readonly Sample[]>;
  readonly queryRange: (expression: string, range: QueryRange) => Promise<readonly Series[]>;
  /** Alerts that wait or fire. */
  readonly alerts: () => Promise<readonly ActiveAlert[]>;
  /** Every rule that is loaded, with how its last evaluation went. */
  readonly rules: () => Promise<readonly LoadedRule[]>;
  readonly targets: () => Promise<readonly ScrapeTarget[]>;
  /** Names of all series that were scraped or recorded. */
  readonly metricNames: () => Promise<readonly string[]>;
}

export interface QueryMoment {
  /** Seconds since 1970; now where absent. */
  readonly time?: number;
  readonly signal?: AbortSignal;
}

export interface QueryRange {
  /** Seconds since 1970. */
  readonly start: number;
  readonly end: number;
  readonly stepSeconds: number;
  readonly signal?: AbortSignal;
}

export interface Sample {
  /** `__name__` is one of them where the series has a name. */
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly { readonly time: number; readonly value: number }[];
}

export interface ActiveAlert {
  /** `alertname` is one of them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: 'pending' | 'firing';
  readonly value: number;
}

export interface LoadedRule {
  readonly group: string;
  readonly name: string;
  readonly kind: 'alerting' | 'recording';
  readonly query: string;
  /** `unknown` until it was evaluated once. */
  readonly health: 'ok' | 'err' | 'unknown';
  /** Why it cannot be evaluated; empty when it can. */
  readonly lastError: string;
  readonly evaluationSeconds: number;
}

export interface ScrapeTarget {
  /** `scrapePool` of Prometheus: the name of the job in its configuration. */
  readonly pool: string;
  readonly url: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly health: 'up' | 'down' | 'unknown';
  readonly lastError: string;
}

/** @see Prometheus documentation, "HTTP API" */
export function prometheusApi(url: string): PrometheusApi {
  const ask = async <T>(path: string, parameters: Parameters = {}, signal?: AbortSignal): Promise<T> => {
    const given = Object.entries(parameters).filter((each): each is [string, string] => each[1] !== undefined);
    const response = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(given).toString()}`, {
      signal: signal ?? null,
    });
    const answer = (await response.json()) as Answer<T>;
    if (answer.status === 'success') return answer.data;
    const about = parameters['query'] === undefined ? path : `${path} ${parameters['query']}`;
    throw new Error(`Prometheus refuses ${about}: ${answer.errorType}: ${answer.error}`);
  };
  return {
    url,
    query: async (query, { time, signal } = {}) => {
      const data = await ask<InstantData>('query', { query, time: time?.toString() }, signal);
      if (data.resultType === 'vector') {
        return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
      }
      return [{ labels: {}, value: Number(data.result[1]) }];
    },
    queryRange: async (query, { start, end, stepSeconds, signal }) => {
      const times = { start: String(start), end: String(end), step: String(stepSeconds) };
      const { result } = await ask<RangeData>('query_range', { query, ...times }, signal);
      return result.map(({ metric, values }) => ({
        labels: metric,
        points: values.map(([time, value]) => ({ time, value: Number(value) })),
      }));
    },
    alerts: async () => {
      const { alerts } = await ask<{ readonly alerts: readonly RawAlert[] }>('alerts');
      return alerts.map(({ value, ...alert }) => ({ ...alert, value: Number(value) }));
    },
    rules: async () => {
      const { groups } = await ask<{ readonly groups: readonly RawGroup[] }>('rules');
      return groups.flatMap(({ name: group, rules }) =>
        rules.map(({ name, type, query, health, lastError = '', evaluationTime }) => ({
          ...{ group, name, kind: type, query, health, lastError },
          evaluationSeconds: evaluationTime,
        })),
      );
    },
    targets: async () => {
      const { activeTargets } = await ask<{ readonly activeTargets: readonly RawTarget[] }>('targets', {
        state: 'active',
      });
      return activeTargets.map(({ scrapePool, scrapeUrl, labels, health, lastError }) => ({
        ...{ pool: scrapePool, url: scrapeUrl, labels, health, lastError },
      }));
    },
    metricNames: () => ask<readonly string[]>('label/__name__/values'),
  };
}

type Parameters = Readonly<Record<string, string | undefined>>;

type Answer<T> =
  | { readonly status: 'success'; readonly data: T }
  | { readonly status: 'error'; readonly errorType: string; readonly error: string };

type Pair = readonly [time: number, value: string];
type Metric = Readonly<Record<string, string>>;

type InstantData =
  | { readonly resultType: 'vector'; readonly result: readonly { readonly metric: Metric; readonly value: Pair }[] }
  | { readonly resultType: 'scalar' | 'string'; readonly result: Pair };

interface RangeData {
  readonly result: readonly { readonly metric: Metric; readonly values: readonly Pair[] }[];
}

interface RawAlert extends Omit<ActiveAlert, 'value'> {
  readonly value: string;
}

interface RawGroup {
  readonly name: string;
  readonly rules: readonly {
    readonly name: string;
    readonly type: LoadedRule['kind'];
    readonly query: string;
    readonly health: LoadedRule['health'];
    readonly lastError?: string;
    readonly evaluationTime: number;
  }[];
}

interface RawTarget {
  readonly scrapePool: string;
  readonly scrapeUrl: string;
  readonly labels: Metric;
  readonly health: ScrapeTarget['health'];
  readonly lastError: string;
}
