import type { Breach, StateRule } from '../rule.ts';
import { repeatsAt } from '../values/repeats.ts';
import type { ClusterResource, ManagedRole } from './cluster-resource.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';

const ROLE = { ...CLUSTER_ERROR, source: `${WEBHOOK}: validateManagedRoles` } as const;
const RESERVED_ROLE = /^(?:cnpg_|pg_|(?:postgres|streaming_replica)$)/;
const NO_LIMIT = -1;

/** Rules about the roles that CloudNativePG keeps. It reports all of them at the list. */
export const managedRoleRules: readonly StateRule<ClusterResource>[] = [
  {
    ...ROLE,
    id: 'role-duplicate',
    summary: 'Each managed role has a name of its own.',
    remedy: 'Merge the two, or rename one.',
    breaches: ({ spec }) => {
      const names = (spec.managed?.roles ?? []).map(({ name }) => name);
      return repeatsAt(names).map((index) => atRole(index, 'name', JSON.stringify(names[index])));
    },
    vectors: {
      fails: { spec: { managed: { roles: [{ name: 'a' }, { name: 'a' }] } } },
      passes: { spec: { managed: { roles: [{ name: 'a' }, { name: 'A' }] } } },
    },
  },
  {
    ...ROLE,
    id: 'role-connection-limit',
    summary: 'The limit of connections of a role is 0 or more, or -1 for none.',
    remedy: 'Set connectionLimit to -1 or above.',
    breaches: eachRole(({ connectionLimit = NO_LIMIT }, index) =>
      connectionLimit < NO_LIMIT ? [atRole(index, 'connectionLimit', String(connectionLimit))] : [],
    ),
    vectors: {
      fails: { spec: { managed: { roles: [{ name: 'a', connectionLimit: -2 }] } } },
      passes: { spec: { managed: { roles: [{ name: 'a', connectionLimit: -1 }] } } },
    },
  },
  {
    ...ROLE,
    id: 'role-reserved',
    summary:
      'postgres, streaming_replica and names that begin with pg_ or cnpg_ are not managed roles, not even absent ones.',
    remedy: 'Choose another name.',
    breaches: eachRole(({ name }, index) =>
      RESERVED_ROLE.test(name) ? [atRole(index, 'name', JSON.stringify(name))] : [],
    ),
    vectors: {
      fails: { spec: { managed: { roles: [{ name: 'pg_x' }] } } },
      passes: { spec: { managed: { roles: [{ name: 'pgx' }] } } },
    },
  },
  {
    ...ROLE,
    id: 'role-password-conflict',
    summary: 'A role has a password from a Secret or has its password disabled, not both.',
    remedy: 'Remove passwordSecret or disablePassword.',
    breaches: eachRole(({ name, disablePassword, passwordSecret }, index) =>
      disablePassword === true && passwordSecret !== undefined
        ? [atRole(index, 'disablePassword', `${name} has a passwordSecret too`)]
        : [],
    ),
    vectors: {
      fails: { spec: { managed: { roles: [{ name: 'a', disablePassword: true, passwordSecret: { name: 's' } }] } } },
      passes: { spec: { managed: { roles: [{ name: 'a', disablePassword: false, passwordSecret: { name: 's' } }] } } },
    },
  },
];

function eachRole(
  judge: (role: ManagedRole, index: number) => readonly Breach[],
): StateRule<ClusterResource>['breaches'] {
  return ({ spec }) => (spec.managed?.roles ?? []).flatMap(judge);
}

function atRole(index: number, key: keyof ManagedRole, found: string): Breach {
  return { path: ['spec', 'managed', 'roles', index, key], found, reported: 'spec.managed.roles' };
}
