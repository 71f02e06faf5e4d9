export { chromiumPart, type Browser } from './chromium.ts';
