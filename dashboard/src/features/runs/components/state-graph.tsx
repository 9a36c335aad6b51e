import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import CircleDashed from 'lucide-react/icons/circle-dashed';
import CircleX from 'lucide-react/icons/circle-x';
import LoaderCircle from 'lucide-react/icons/loader-circle';
import SkipForward from 'lucide-react/icons/skip-forward';
import type { ReactNode } from 'react';

import { Card } from '@/components/card';
import { Progress } from '@/components/progress';
import motion from '@/components/spin.module.css';
import { Skeleton } from '@/components/states/skeleton';
import { plural } from '@/lib/format/numbers';
import type { Schema } from '@/types/schema';

import type { Run, Step } from '../api/queries';
import classes from '../runs.module.css';
import { countInWords, DOES } from '../words';

const STATES: Record<Schema<'StepState'>, { word: string; Icon: typeof CircleCheck }> = {
  WAITING: { word: 'waiting', Icon: CircleDashed },
  RUNNING: { word: 'running', Icon: LoaderCircle },
  SUCCEEDED: { word: 'succeeded', Icon: CircleCheck },
  PARTIAL: { word: 'ended with failures', Icon: CircleAlert },
  FAILED: { word: 'failed', Icon: CircleX },
  SKIPPED: { word: 'not reached', Icon: SkipForward },
};

/**
 * The state machine as it is defined: two maps inside one another between single states. Named as in
 * the Step Functions console. A state that is new to this page is drawn at the end.
 */
export function StateGraph({ run, steps }: { run: Run; steps: readonly Step[] | null }) {
  if (!steps) {
    return (
      <Card title="State machine">
        <Skeleton height={180} />
      </Card>
    );
  }
  const named = (name: string) => {
    const step = steps.find((each) => each.name === name);
    return step ? <State step={step} /> : null;
  };
  const rest = steps.filter(({ name }) => !(name in DOES));
  return (
    <Card hint={`attempt ${run.attempt}`} title="State machine">
      <div aria-label="States in their order" className={classes.graph} role="group">
        {named('OpenRun')}
        <Arrow />
        <Group name={`RefreshScopes: for each of ${plural(run.scopes.length, 'seller and marketplace', 'sellers and marketplaces')}`}>
          {named('CollectPages')}
          <Arrow />
          <Group name="RefreshProducts: for each batch of products">
            {named('CollectReviewTails')}
            <Arrow />
            {named('AnalyseProducts')}
          </Group>
        </Group>
        <Arrow />
        {named('RollUp')}
        <Arrow />
        {named('CloseRun')}
        {rest.map((step) => (
          <State key={step.name} step={step} />
        ))}
      </div>
    </Card>
  );
}

function Group({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div aria-label={name} className={classes.group} role="group">
      <p>{name}</p>
      <div className={classes.groupRow}>{children}</div>
    </div>
  );
}

function Arrow() {
  return (
    <svg aria-hidden="true" className={classes.arrow} height={12} viewBox="0 0 24 12" width={20}>
      <path d="M0 6h22M17 1.500l5 4.500-5 4.500" />
    </svg>
  );
}

function State({ step }: { step: Step }) {
  const { word, Icon } = STATES[step.state];
  const counted = countInWords(step);
  const isCounted = step.unit !== 'runs' && step.total !== null && step.total > 0;
  return (
    <div aria-label={`${step.name}: ${word}`} className={classes.state} data-state={step.state} role="group" title={DOES[step.name]}>
      <p className={classes.stateName}>
        <Icon aria-hidden="true" className={step.state === 'RUNNING' ? motion.spin : undefined} size={16} />
        {step.name}
      </p>
      <p className={classes.stateWord}>{word}</p>
      {counted && step.unit !== 'runs' && <p className={classes.counted}>{counted}</p>}
      {isCounted && step.state === 'RUNNING' && <Progress isBelow label={step.name} value={Math.min(step.done / (step.total ?? 1), 1)} />}
      {step.failures > 0 && (
        <a className={classes.failed} href="#failures">
          {plural(step.failures, 'failure')}
        </a>
      )}
    </div>
  );
}
