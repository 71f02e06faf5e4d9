import type { ArchiveReport, BackupReport } from '@postgres-ha/backup-proof';
import fc from 'fast-check';
import { ACKNOWLEDGED, FULL } from './example-reports.ts';

/** Texts as somebody would choose them who wants a report to say something else, for tests. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          '|',
          '\\',
          '`',
          '``',
          '*',
          '_',
          '<',
          '>',
          '&',
          '"',
          "'",
          '#',
          '@',
          '!',
          '[',
          ']',
          '(',
          ')',
          '~~',
          '$',
          '-',
          '+',
          ':',
          ' ',
          '  ',
        ],
        ...[
          '\n',
          '\r',
          '\t',
          '\0',
          '\u{1b}[31m',
          '\u202e',
          '\u2066',
          '\u200b',
          '\u2028',
          '\u00a0',
          '\ud800',
          '\u0301',
          'é',
          '字',
          '😀',
        ],
        ...[
          '</title>',
          '</style>',
          '<script>alert(1)</script>',
          '<img src=x onerror=alert(1)>',
          '-->',
          '<!--',
          ']]>',
          '&lt;',
          '&#60;',
        ],
        ...[
          '\n\n# ',
          '\n- ',
          '\n| a | b |\n',
          '---',
          '![x](http://x.y)',
          'https://x.y/z',
          'www.x.yz',
          'a@b.cd',
          '@all',
          '#1',
          '{{x}}',
          '1. ',
        ],
      ),
      fc.string({ maxLength: 4, unit: 'binary' }),
      fc.constantFrom('a', 'base/16384', 'data.tar.gz', 'postgres'),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => parts.join(''));

/** Reports in which every text is as given, and which are otherwise like every other. */
export function reportsSaying(text: string): readonly ArchiveReport[] {
  return [saying(FULL, text), saying(ACKNOWLEDGED, `${text}2`)];
}

function saying(report: ArchiveReport, text: string): ArchiveReport {
  const finding = { object: text, place: text, found: text, expected: text, remedy: text };
  return {
    ...report,
    store: text,
    serverName: text,
    findings: report.findings.map((each) => ({ ...each, ...finding })),
    moments: report.moments.map((each) => ({ ...each, ...(each.because !== undefined && { because: text }) })),
    backups: report.backups.map((backup): BackupReport => ({
      ...backup,
      id: text,
      name: text,
      status: text,
      verdict:
        backup.verdict.kind === 'damaged'
          ? { kind: 'damaged', findings: [{ ...backup.verdict.findings[0], ...finding }] }
          : backup.verdict,
      notices: backup.notices.map((each) => ({ ...each, ...finding })),
      ...(backup.data !== undefined && {
        data: {
          ...backup.data,
          assertions: backup.data.assertions.map((each) => ({ ...each, name: text, database: text, shown: text })),
          schemas: backup.data.schemas.map((each) => ({ ...each, database: text })),
        },
      }),
    })),
    ...(report.acknowledged !== undefined && {
      acknowledged: report.acknowledged.map((each) => ({
        finding: each.finding,
        until: each.until,
        covers: each.covers,
        reason: text,
      })),
    }),
  };
}
