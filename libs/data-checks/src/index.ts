export { ask, askServer, type Asked, type Question } from './ask.ts';
export { createDataLook, type DataLook, type DataLookOptions, type SeenData } from './data-look.ts';
export { primarySchemaSource, type PrimaryConnection } from './primary-schema-source.ts';
export { readSchema, type ReadSchema } from './read-schema.ts';
export { steadySchemaSource } from './steady-schema-source.ts';
