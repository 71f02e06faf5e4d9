export { verdictReference } from './explanations/verdict-reference.ts';
export { publishedReportSchema } from './report/report-schema.ts';
