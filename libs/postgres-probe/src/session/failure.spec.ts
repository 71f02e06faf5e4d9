import { expect, test } from 'vitest';
import { failureOf } from './failure.ts';

test.each([
  ['ECONNREFUSED', 'refused'],
  ['57P03', 'rejecting'],
  ['57P01', 'rejecting'],
  ['ETIMEDOUT', 'timeout'],
  ['28P01', 'authentication'],
  ['28000', 'authentication'],
  ['53300', 'exhausted'],
  ['ENETUNREACH', 'unreachable'],
  ['ENOTFOUND', 'unreachable'],
  ['ECONNRESET', 'unreachable'],
  ['CERT_HAS_EXPIRED', 'tls'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tls'],
  ['3D000', 'other'],
] as const)('%s is %s', (code, outcome) => {
  expect(failureOf({ code, message: 'said in any language' }, 'connecting')).toEqual({ outcome, code });
});

test('what a server wrote is in no failure', () => {
  expect(failureOf(new Error('row data'), 'asking')).toEqual({ outcome: 'other', code: null });
  expect(failureOf({ code: 'with spaces and data' }, 'asking')).toEqual({ outcome: 'other', code: null });
});
