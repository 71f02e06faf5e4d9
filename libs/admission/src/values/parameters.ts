/** What CloudNativePG knows of parameters, for who needs nothing else of it: this loads no schema. */
export { FIXED_PARAMETERS } from './fixed-parameters.ts';
export { OPERATOR_PARAMETERS } from './operator-parameters.ts';
export { POOLER_PARAMETERS } from './pooler-parameters.ts';
