import { disruptionOf, effectOf, isRollout, type Action } from './action.ts';
import { fieldChanges, type FieldChange } from './field-changes.ts';
import type { FieldImpact } from './field-impact.ts';
import { impactRuleFor, ruleForWhole } from './impact-rules.ts';
import { clusterFor, type Change, type ObjectPair } from './object-pairs.ts';
import { leavesPodsAlone, presenceVerdict } from './presence.ts';
import { rolloutPolicy } from './rollout-policy.ts';
import type { Situation, Verdict } from './rule.ts';
import { isMap, sameValue, valueAt } from './value-at.ts';

/** A change of one field with what is done about it. */
export interface JudgedChange {
  readonly action: Action;
  readonly impact: FieldImpact;
  readonly situation: Situation;
}

const NOT_COMPARED = ['apiVersion', 'kind', 'status'];
const UNKNOWN_FIELD: Verdict = {
  action: 'pod-spec',
  certain: false,
  reason: 'This field is not known here; taken as if the operator had to make every pod anew.',
};

/** Every field of an object that changed, judged. */
export function judgedChanges(pair: ObjectPair, change: Change): readonly JudgedChange[] {
  const { before, after } = pair;
  const fields =
    before === undefined || after === undefined
      ? []
      : Object.keys({ ...before, ...after })
          .filter((key) => !NOT_COMPARED.includes(key))
          .flatMap((key) => fieldChanges(valueAt(before, [key]), valueAt(after, [key]), [key]));
  // Most objects do not change, and to find the cluster of one costs more than to see that.
  if (before !== undefined && after !== undefined && fields.length === 0) return [];
  const situation: Situation = { before, after, cluster: clusterFor(pair, change), all: change };
  if (before === undefined || after === undefined) {
    const object = after ?? before;
    if (object === undefined) return [];
    const verdict = presenceVerdict(object, after === undefined ? 'removed' : 'added') ?? {
      ...UNKNOWN_FIELD,
      reason: 'This kind is not known here; taken as if the operator had to make every pod anew.',
      rule: { id: 'unknown-kind', reason: '', source: 'none' },
    };
    return [
      judged({
        pair,
        situation,
        change: { path: [], before, after },
        verdict: { ...verdict, reason: verdict.reason ?? verdict.rule.reason, source: verdict.rule.source },
        rule: verdict.rule.id,
      }),
    ];
  }
  return fields.flatMap((field) => judgeField(field, pair, situation));
}

function judgeField(change: FieldChange, pair: ObjectPair, situation: Situation): readonly JudgedChange[] {
  const { path, before, after } = change;
  const { kind } = pair.reference;
  const whole = before ?? after;
  const verdict = (said: Verdict, rule: string): readonly JudgedChange[] => [
    judged({ pair, situation, change, verdict: said, rule }),
  ];
  const isGroup = isMap(whole) && isMap(before ?? {}) && isMap(after ?? {});
  const rule = isGroup && Object.keys(whole).length > 0 ? ruleForWhole(kind, path) : impactRuleFor(kind, path);
  if (rule === undefined) {
    if (!isGroup) return verdict(UNKNOWN_FIELD, 'unknown-field');
    // A map that came or went is no more than its fields, unless a rule names it.
    return Object.keys(whole).length === 0
      ? verdict(
          { action: 'nothing', reason: 'An empty map says nothing.', source: 'Kubernetes: API conventions' },
          'empty-map',
        )
      : fieldChanges(before ?? {}, after ?? {}, path).flatMap((field) => judgeField(field, pair, situation));
  }
  if (rule.absent !== undefined && sameValue(before ?? rule.absent, after ?? rule.absent))
    return [
      judged({
        pair,
        situation,
        change,
        verdict: { action: 'nothing', reason: 'It is what an absent field means.', source: rule.source },
        rule: rule.id,
      }),
    ];
  const said = rule.judge?.(change, situation);
  const action = said?.action ?? rule.action;
  // What the rule says of its own action does not fit another one.
  const own = action === rule.action ? rule.effect : undefined;
  const effect = said?.effect ?? own;
  return [
    judged({
      pair,
      situation,
      change,
      verdict: {
        reason: rule.reason,
        source: rule.source,
        ...said,
        action,
        ...(effect !== undefined && { effect }),
      },
      rule: rule.id,
    }),
  ];
}

function judged({
  pair: { reference },
  situation,
  change: { path, before, after },
  verdict: { action: said, effect, reason = '', source = '', certain: sure = true },
  rule,
}: {
  readonly pair: ObjectPair;
  readonly situation: Situation;
  readonly change: FieldChange;
  readonly verdict: Verdict;
  readonly rule: string;
}): JudgedChange {
  const policy = rolloutPolicy(situation.cluster);
  const held = (said === 'pod-spec' || said === 'new-sidecar') && leavesPodsAlone(situation.cluster.after);
  const action = held ? 'nothing' : said;
  // How a cluster is rolled out that is not in the files is not known.
  const certain = sure && !(isRollout(action) && situation.cluster.after === undefined);
  const happens = held
    ? 'Pods that run stay as they are: cnpg.io/reconcilePodSpec keeps the operator from comparing them.'
    : (effect ?? effectOf(action, policy));
  return {
    action,
    situation,
    impact: {
      object: reference,
      path,
      before,
      after,
      disruption: disruptionOf(action, policy),
      effect: certain ? happens : `Not certain from the files; at worst: ${happens}`,
      reason,
      source,
      certain,
      rule,
    },
  };
}
