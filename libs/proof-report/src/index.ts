export { ALL_EXPLANATIONS, type NamedExplanation } from './explanations/all-explanations.ts';
export type { Explanation } from './explanations/explanation.ts';
export { FINDING_IDS } from './explanations/finding-ids.ts';
export { verdictReference } from './explanations/verdict-reference.ts';
export {
  restoreTrend,
  type Measured,
  type RestoreStep,
  type RestoreTrend,
  type StepTrend,
} from './history/restore-trend.ts';
export { readRunSummary, type RunSummary, type ServerSummary } from './history/run-summary.ts';
export { summarize } from './history/summarize.ts';
export { trendInWords } from './history/trend-words.ts';
export { reportHtml, type ReportPage } from './html/report-html.ts';
export { reportMarkdown, type MarkdownOptions } from './markdown/report-markdown.ts';
export { metricsText, type MetricsOptions } from './metrics/metrics-text.ts';
export { PICTURE_STYLE } from './picture/picture-style.ts';
export { restorabilityPicture, type PictureOptions } from './picture/restorability-picture.ts';
export { wrapped } from './report/layout.ts';
export { reportJson } from './report/report-json.ts';
export { publishedReportSchema, reportSchema, type ReportJson } from './report/report-schema.ts';
export { reportText } from './report/report-text.ts';
export { visible } from './report/visible.ts';
export { ageInWords, atPosition, atTime, bytesInWords, counted, durationInWords } from './report/words.ts';
export { worst } from './report/worst.ts';
