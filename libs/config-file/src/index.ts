export { configFaults, inWords } from './config-faults.ts';
export { placeAt, problemAt, type Part } from './problem-at.ts';
export { readFile } from './read-file.ts';
export { readSecret, type SecretPlace, type SecretSource } from './secret-text.ts';
export { withoutSecrets } from './without-secrets.ts';
export { readYaml, type Path, type YamlText } from './yaml-text.ts';
