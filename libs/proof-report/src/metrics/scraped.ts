/** A sample as a strict scraper takes it, for tests. */
export interface ScrapedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * Reads Prometheus' text format 0.0.4 as strictly as it is written down.
 * @throws Error at anything that is not allowed, or allowed and not wanted: a family without HELP and TYPE, in two places, or without a sample
 */
export function scraped(text: string): readonly ScrapedSample[] {
  if (text !== '' && !text.endsWith('\n')) throw new Error('no end of line at the end');
  const samples: ScrapedSample[] = [];
  const families = new Set<string>();
  const seen = new Set<string>();
  let family = '';
  let expects: 'HELP' | 'TYPE' | 'sample' | 'any' = 'HELP';
  for (const line of text.split('\n').slice(0, -1)) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line) ?? [];
    if (kind === 'HELP') {
      if (expects !== 'HELP' && expects !== 'any') throw new Error(`${line}: expected ${expects}`);
      if (families.has(name)) throw new Error(`${name} twice`);
      if (/\\(?![\\n])/.test(rest)) throw new Error(`${line}: escape`);
      families.add(name);
      family = name;
      expects = 'TYPE';
    } else if (kind === 'TYPE') {
      if (expects !== 'TYPE' || name !== family || rest !== 'gauge') throw new Error(`${line}: expected ${expects}`);
      expects = 'sample';
    } else {
      if (expects !== 'sample' && expects !== 'any') throw new Error(`${line}: expected ${expects}`);
      const sample = sampleOf(line);
      const key = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
      if (sample.name !== family || seen.has(key)) throw new Error(`${line}: of another family, or twice`);
      seen.add(key);
      samples.push(sample);
      expects = 'any';
    }
  }
  if (expects === 'TYPE' || expects === 'sample') throw new Error(`${family} has no ${expects}`);
  return samples;
}

function sampleOf(line: string): ScrapedSample {
  const [, name = '', , inner = '', value = ''] =
    /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(.*)\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/s.exec(line) ?? [];
  if (name === '') throw new Error(`no sample: ${line}`);
  const labels: Record<string, string> = {};
  let rest = inner;
  while (rest !== '') {
    const [pair = '', label = '', quoted = ''] =
      /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,(?=.)|$)/s.exec(rest) ?? [];
    if (pair === '' || label.startsWith('__') || label in labels) throw new Error(`label: ${rest}`);
    labels[label] = quoted.replace(/\\([\\"n])/g, (_, each: string) => (each === 'n' ? '\n' : each));
    rest = rest.slice(pair.length);
  }
  return { name, labels, value: Number(value) };
}
