export type { Edit, EditPath, EditProblem, EditProblemId, EditResult, JsonValue, Splice } from './edit.ts';
export { readEdit, type EditExpression } from './edit-expression.ts';
export { editYaml } from './edit-yaml.ts';
export { formatPath, parsePath } from './path.ts';
export { applySplices } from './splices.ts';
