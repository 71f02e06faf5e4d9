import type { Condition, Judgement } from '@postgres-ha/split-brain';

/** Whether a judgement says anything that the one before did not; numbers that move all the time, such as positions, do not count. */
export function tellsMore(judgement: Judgement, before: Judgement): boolean {
  return (
    judgement.state !== before.state ||
    judgement.conditions.length !== before.conditions.length ||
    judgement.conditions.some((condition, index) => differs(condition, before.conditions[index])) ||
    judgement.members.some(({ role }, index) => role !== before.members[index]?.role)
  );
}

function differs(condition: Condition, before: Condition | undefined): boolean {
  return (
    condition.state !== before?.state ||
    condition.key !== before.key ||
    condition.severity !== before.severity ||
    (condition.proof === null) !== (before.proof === null) ||
    condition.fork?.lsn !== before.fork?.lsn ||
    condition.lostWrites.length !== before.lostWrites.length ||
    condition.lostWrites.some(({ commits }, index) => commits !== before.lostWrites[index]?.commits)
  );
}
