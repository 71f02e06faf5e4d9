export { collect, EXPORTER_RIGHTS, EXPORTER_ROLE, type Sample, type WrittenQuery } from './queries/exporter.ts';
export { makeTables } from './queries/many-tables.ts';
export { renderedQueries } from './queries/rendered-queries.ts';
