import { expect, test } from 'vitest';
import { isWorthAnotherTry } from './busy-api.ts';

const UNHEARD = [
  'Unable to connect to the server: net/http: TLS handshake timeout',
  'The connection to the server 127.0.0.1:28443 was refused - did you specify the right host or port?',
  'Unable to connect to the server: dial tcp 127.0.0.1:28443: i/o timeout',
];

const WEBHOOK =
  'Error from server (InternalError): Internal error occurred: failed calling webhook "mcluster.cnpg.io": failed to call webhook: Post "https://127.0.0.1:28446/mutate": ';

const UNDECIDED = [
  'Error from server: etcdserver: request timed out',
  'Error from server (Timeout): the server was unable to return a response in the time allotted, but may still be processing the request (get pods)',
  `${WEBHOOK}context deadline exceeded`,
  `${WEBHOOK}dial tcp 127.0.0.1:28446: connect: connection refused`,
];

const DECIDED = [
  'Error from server (NotFound): pods "orders-1" not found',
  'Error from server (Forbidden): admission webhook "vcluster.cnpg.io" denied the request: spec.instances: Invalid value: 0',
  `${WEBHOOK}tls: failed to verify certificate: x509: certificate signed by unknown authority`,
  'error: timed out waiting for the condition on clusters/orders',
  'psql: error: connection to server at "orders-rw" (10.0.0.1), port 5432 failed: Connection refused',
];

test.each(UNHEARD)('what nobody heard is said once more, whatever it is: %s', (stderr) => {
  for (const verb of ['get', 'apply', 'create', 'delete', 'exec']) expect(isWorthAnotherTry(verb, stderr)).toBe(true);
});

test.each(UNDECIDED)('what was not decided is asked again, unless it may have been done: %s', (stderr) => {
  for (const verb of ['get', 'apply', 'patch', 'wait']) expect(isWorthAnotherTry(verb, stderr)).toBe(true);
  for (const verb of ['create', 'delete', 'exec']) expect(isWorthAnotherTry(verb, stderr)).toBe(false);
});

test.each(DECIDED)('what was decided stands: %s', (stderr) => {
  for (const verb of ['get', 'apply', 'exec']) expect(isWorthAnotherTry(verb, stderr)).toBe(false);
});
