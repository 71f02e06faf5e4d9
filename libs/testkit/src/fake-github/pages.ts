import { Refusal, type Answer, type Call } from './answer.ts';

/** One page of a list, and links to the others. @see https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api */
export function paged<T>(items: readonly T[], call: Call, show: (items: readonly T[]) => unknown): Answer {
  const size = Math.min(Math.max(Number(call.query['per_page'] ?? 30), 1), 100);
  const page = Number(call.query['page'] ?? 1);
  if (page < 1) throw new Refusal(422, 'Invalid page');
  const last = Math.max(1, Math.ceil(items.length / size));
  const links = [
    ...(page > 1 ? [link(call, page - 1, 'prev')] : []),
    ...(page < last ? [link(call, page + 1, 'next'), link(call, last, 'last')] : []),
    ...(page > 1 ? [link(call, 1, 'first')] : []),
  ];
  return {
    status: 200,
    headers: links.length > 0 ? { link: links.join(', ') } : {},
    body: show(items.slice((page - 1) * size, page * size)),
  };
}

function link({ address }: Call, page: number, rel: string): string {
  const to = new URL(address);
  to.searchParams.set('page', String(page));
  return `<${to.href}>; rel="${rel}"`;
}
