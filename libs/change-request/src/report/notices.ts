import { titleOf } from '@postgres-ha/cluster-change';
import { cut, prose, type Chapter } from '@postgres-ha/markup';
import { formatProblem } from '@postgres-ha/environment';
import type { Judgement } from '../plan/change-plan.ts';
import { itemList, problemList } from './problem-list.ts';
import { short } from './words.ts';

/** What the API server, the operator or a house rule would refuse, at the places where people wrote it. */
export function refusalList({ changes, findings }: Judgement): Chapter {
  const problems = [
    ...changes.flatMap(({ refusals }) => refusals),
    ...findings.filter(({ level }) => level === 'error').map(({ problem }) => problem),
  ];
  return problemList('### Refused', problems);
}

/** What is dangerous about the change, and what rules remark. */
export function noticeList({ changes, findings }: Judgement): Chapter {
  const hazards = changes.flatMap((change) =>
    change.impact.hazards.map((hazard) => ({ hazard, where: titleOf(change) })),
  );
  const remarks = findings.filter(({ level }) => level !== 'error');
  return itemList('### Remarks', hazards.length + remarks.length, function* () {
    for (const { hazard, where } of hazards) {
      const text = prose(cut(`${hazard.summary} ${hazard.detail} ${hazard.remedy}`, 1500));
      yield `- **${hazard.level}** for ${short(where)}: ${text} (${short(`impact/${hazard.id}`)})`;
    }
    for (const { level, problem } of remarks) yield `- **${level}**: ${prose(cut(formatProblem(problem), 1200))}`;
  });
}
