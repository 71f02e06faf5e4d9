import { invalid } from './answer.ts';

/** Characters, not bytes. */
const MOST_TEXT = 65_536;
const MOST_TITLE = 256;

/** @throws Refusal 422 */
export function checkBody(body: string | null, resource: string): void {
  if (body === null || body.replaceAll(/[\ud800-\udbff][\udc00-\udfff]/g, 'x').length <= MOST_TEXT) return;
  throw invalid({
    resource,
    field: 'body',
    code: 'custom',
    message: `body is too long (maximum is ${MOST_TEXT} characters)`,
  });
}

/** @throws Refusal 422 */
export function checkTexts(
  resource: 'Issue' | 'PullRequest',
  { title, body }: { readonly title: string; readonly body: string | null },
): void {
  if (title.trim() === '') throw invalid({ resource, field: 'title', code: 'missing_field' });
  if (title.length > MOST_TITLE)
    throw invalid({
      resource,
      field: 'title',
      code: 'custom',
      message: `title is too long (maximum is ${MOST_TITLE} characters)`,
    });
  checkBody(body, resource);
}
