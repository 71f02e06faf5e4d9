export { html, NOTHING, trusted, type Html, type Part } from './html.ts';
