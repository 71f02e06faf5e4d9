/**
 * Every object of a database as kind, name and definition, each once, from catalogues that all majors from 13 on have.
 *
 * In: schemas, extensions with versions, tables, their columns, constraints, indexes, triggers and policies, views, sequences, types,
 * functions. Out: what belongs to an extension, system and temporary schemas, OIDs, owners and rights (environments differ in them), values
 * of sequences, statistics, comments, storage parameters. NOT NULL is told by the column: since 18 it is a constraint as well.
 *
 * Names are as `search_path = pg_catalog` prints them, that is with their schemas.
 */
export const SCHEMA_QUERY = `
WITH own_schema AS (
  SELECT oid, nspname FROM pg_namespace
  WHERE nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND nspname !~ '^pg_(toast_)?temp_'
    AND NOT EXISTS (
      SELECT FROM pg_depend WHERE classid = 'pg_namespace'::regclass AND objid = pg_namespace.oid AND deptype = 'e')
), own_class AS (
  SELECT c.*, quote_ident(s.nspname) || '.' || quote_ident(c.relname) AS full_name
  FROM pg_class c JOIN own_schema s ON s.oid = c.relnamespace
  WHERE c.relpersistence <> 't'
    AND NOT EXISTS (
      SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND objsubid = 0 AND deptype = 'e')
)
SELECT 'schema' AS kind, quote_ident(nspname) AS name, '' AS definition FROM own_schema
UNION ALL
SELECT 'extension', quote_ident(extname), extversion FROM pg_extension
UNION ALL
SELECT CASE relkind WHEN 'f' THEN 'foreign table' ELSE 'table' END, full_name,
  concat_ws(E'\\x1f', relkind, relpersistence, relrowsecurity, relforcerowsecurity,
    CASE WHEN relkind = 'p' THEN pg_get_partkeydef(oid) END,
    CASE WHEN relispartition THEN pg_get_expr(relpartbound, oid) END,
    (SELECT string_agg(inhparent::regclass::text, ',' ORDER BY inhseqno) FROM pg_inherits WHERE inhrelid = own_class.oid))
FROM own_class WHERE relkind IN ('r', 'p', 'f')
UNION ALL
SELECT 'column', full_name || '.' || quote_ident(attname),
  concat_ws(E'\\x1f', format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated,
    CASE WHEN attcollation <> 0 THEN attcollation::regcollation::text END, pg_get_expr(adbin, adrelid))
FROM own_class JOIN pg_attribute ON attrelid = own_class.oid AND attnum > 0 AND NOT attisdropped
  LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE relkind IN ('r', 'p', 'f')
UNION ALL
SELECT 'constraint', full_name || '.' || quote_ident(conname),
  concat_ws(E'\\x1f', contype, convalidated, pg_get_constraintdef(pg_constraint.oid))
FROM own_class JOIN pg_constraint ON conrelid = own_class.oid WHERE contype IN ('c', 'f', 'p', 'u', 'x')
UNION ALL
SELECT 'index', i.full_name, concat_ws(E'\\x1f', pg_get_indexdef(i.oid), indisvalid)
FROM own_class i JOIN pg_index ON indexrelid = i.oid WHERE i.relkind IN ('i', 'I')
UNION ALL
SELECT CASE relkind WHEN 'v' THEN 'view' ELSE 'materialized view' END, full_name, pg_get_viewdef(oid)
FROM own_class WHERE relkind IN ('v', 'm')
UNION ALL
SELECT 'sequence', full_name,
  concat_ws(E'\\x1f', format_type(seqtypid, NULL), seqstart, seqincrement, seqmin, seqmax, seqcache, seqcycle)
FROM own_class JOIN pg_sequence ON seqrelid = oid
UNION ALL
SELECT 'trigger', full_name || '.' || quote_ident(tgname), concat_ws(E'\\x1f', pg_get_triggerdef(pg_trigger.oid), tgenabled)
FROM own_class JOIN pg_trigger ON tgrelid = own_class.oid WHERE NOT tgisinternal
UNION ALL
SELECT 'policy', full_name || '.' || quote_ident(polname),
  concat_ws(E'\\x1f', polcmd, polpermissive, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid),
    (SELECT string_agg(CASE member WHEN 0 THEN 'public' ELSE member::regrole::text END, ',' ORDER BY member::regrole::text)
     FROM unnest(polroles) AS member))
FROM own_class JOIN pg_policy ON polrelid = own_class.oid
UNION ALL
SELECT 'rule', full_name || '.' || quote_ident(rulename), pg_get_ruledef(pg_rewrite.oid)
FROM own_class JOIN pg_rewrite ON ev_class = own_class.oid WHERE rulename <> '_RETURN'
UNION ALL
SELECT 'function', p.oid::regprocedure::text,
  concat_ws(E'\\x1f', prokind, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid), lanname, provolatile, proparallel,
    proisstrict, prosecdef, proleakproof, array_to_string(proconfig, ','), prosrc, probin)
FROM pg_proc p JOIN own_schema s ON s.oid = pronamespace JOIN pg_language l ON l.oid = prolang
WHERE NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e')
UNION ALL
SELECT 'type', t.oid::regtype::text,
  concat_ws(E'\\x1f', typtype, typnotnull, CASE WHEN typbasetype <> 0 THEN format_type(typbasetype, typtypmod) END, typdefault,
    (SELECT string_agg(quote_literal(enumlabel), ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid),
    (SELECT string_agg(conname || ' ' || pg_get_constraintdef(pg_constraint.oid), ',' ORDER BY conname)
     FROM pg_constraint WHERE contypid = t.oid AND contype = 'c'),
    (SELECT string_agg(quote_ident(attname) || ' ' || format_type(atttypid, atttypmod), ',' ORDER BY attnum)
     FROM pg_attribute WHERE attrelid = typrelid AND attnum > 0 AND NOT attisdropped),
    (SELECT format_type(rngsubtype, NULL) FROM pg_range WHERE rngtypid = t.oid))
FROM pg_type t JOIN own_schema s ON s.oid = typnamespace
WHERE (typtype IN ('e', 'd', 'r') OR typtype = 'c' AND EXISTS (SELECT FROM own_class WHERE oid = typrelid AND relkind = 'c'))
  AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_type'::regclass AND objid = t.oid AND deptype = 'e')
`;
