import type { SqlFailure } from '@postgres-ha/backup-proof';
import pg from 'pg';

/**
 * What may be said of an error of PostgreSQL: its code, if it is one of PostgreSQL's own. Messages quote values, and functions of the source
 * raise what they like, even with codes of their own making: of those only the class is kept, or nothing.
 *
 * @throws errors that are none of PostgreSQL's, and those that say that the server is gone
 */
export function sqlFailure(error: unknown): SqlFailure {
  if (!(error instanceof pg.DatabaseError) || isServerEnd(error.code)) throw error;
  return failureOf(error.code ?? '');
}

export function failureOf(code: string): SqlFailure {
  const condition = CONDITIONS[code];
  if (condition !== undefined) return { sqlState: code, condition };
  const group = CLASSES[code.slice(0, 2)];
  return { sqlState: group === undefined ? '?????' : `${code.slice(0, 2)}…`, condition: group ?? 'other_error' };
}

/** By a statement's time limit; nobody else cancels on a throw-away server. */
export function isCanceled(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '57014';
}

function isServerEnd(code = ''): boolean {
  return code.startsWith('57P');
}

/** The ones that queries of a policy and amcheck meet. @see PostgreSQL 18, errcodes.txt */
const CONDITIONS: Readonly<Record<string, string>> = {
  '0A000': 'feature_not_supported',
  '22003': 'numeric_value_out_of_range',
  '22007': 'invalid_datetime_format',
  '22008': 'datetime_field_overflow',
  '22012': 'division_by_zero',
  '22021': 'character_not_in_repertoire',
  '22023': 'invalid_parameter_value',
  '22P02': 'invalid_text_representation',
  '25001': 'active_sql_transaction',
  '25006': 'read_only_sql_transaction',
  '2201B': 'invalid_regular_expression',
  '28000': 'invalid_authorization_specification',
  '28P01': 'invalid_password',
  '3D000': 'invalid_catalog_name',
  '40001': 'serialization_failure',
  '40P01': 'deadlock_detected',
  '42501': 'insufficient_privilege',
  '42601': 'syntax_error',
  '42702': 'ambiguous_column',
  '42703': 'undefined_column',
  '42704': 'undefined_object',
  '42725': 'ambiguous_function',
  '42803': 'grouping_error',
  '42804': 'datatype_mismatch',
  '42809': 'wrong_object_type',
  '42846': 'cannot_coerce',
  '42883': 'undefined_function',
  '42P01': 'undefined_table',
  '42P08': 'ambiguous_parameter',
  '42P10': 'invalid_column_reference',
  '42P11': 'invalid_cursor_definition',
  '42P18': 'indeterminate_datatype',
  '42P22': 'indeterminate_collation',
  '3F000': 'invalid_schema_name',
  '53100': 'disk_full',
  '53200': 'out_of_memory',
  '53300': 'too_many_connections',
  '53400': 'configuration_limit_exceeded',
  '54000': 'program_limit_exceeded',
  '54001': 'statement_too_complex',
  '55000': 'object_not_in_prerequisite_state',
  '55P03': 'lock_not_available',
  '57014': 'query_canceled',
  '58000': 'system_error',
  '58030': 'io_error',
  '58P01': 'undefined_file',
  P0001: 'raise_exception',
  P0004: 'assert_failure',
  XX000: 'internal_error',
  XX001: 'data_corrupted',
  XX002: 'index_corrupted',
};

const CLASSES: Readonly<Record<string, string>> = {
  '0A': 'feature_not_supported',
  '20': 'case_not_found',
  '21': 'cardinality_violation',
  '22': 'data_exception',
  '23': 'integrity_constraint_violation',
  '25': 'invalid_transaction_state',
  '28': 'invalid_authorization_specification',
  '2F': 'sql_routine_exception',
  '34': 'invalid_cursor_name',
  '38': 'external_routine_exception',
  '39': 'external_routine_invocation_exception',
  '40': 'transaction_rollback',
  '42': 'syntax_error_or_access_rule_violation',
  '53': 'insufficient_resources',
  '54': 'program_limit_exceeded',
  '55': 'object_not_in_prerequisite_state',
  '57': 'operator_intervention',
  '58': 'system_error',
  F0: 'config_file_error',
  HV: 'fdw_error',
  P0: 'plpgsql_error',
  XX: 'internal_error',
};
