import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import CircleDashed from 'lucide-react/icons/circle-dashed';
import { useState } from 'react';

import { intervalOf } from '@/components/figures/share-with-n';
import { ErrorState } from '@/components/states/error-state';
import { Loading, Skeleton } from '@/components/states/skeleton';
import { count, share } from '@/lib/format/numbers';
import type { Schema } from '@/types/schema';

import { effectQuery, type Issue } from '../api/queries';
import classes from '../drawer.module.css';
import { verdictInWords } from '../model/words';
import { useView } from '../use-view';

const ICONS = {
  improved: CircleCheck,
  worse: CircleAlert,
  unclear: CircleDashed,
  not_enough_data: CircleDashed,
} as const;

/** An issue's share before and after a day, with intervals, and what that means. */
export function EffectPanel({ issue, on }: { issue: Issue; on: string }) {
  const { productId } = useView();
  const [days, setDays] = useState(60);
  const effect = useQuery(effectQuery(productId, issue.code, on, days));
  return (
    <>
      <SegmentedControl
        aria-label="Days compared"
        data={[30, 60, 90].map((value) => ({ value: String(value), label: `${value} days` }))}
        size="xs"
        value={String(days)}
        onChange={(value) => setDays(Number(value))}
      />
      {effect.isPending ? (
        <>
          <Loading what="the comparison" />
          <Skeleton height={96} />
        </>
      ) : effect.isError ? (
        <ErrorState compact error={effect.error} what="the comparison" onRetry={() => void effect.refetch()} />
      ) : (
        <Shown effect={effect.data} name={issue.name} />
      )}
    </>
  );
}

function Shown({ effect, name }: { effect: Schema<'Effect'>; name: string }) {
  const Icon = ICONS[effect.verdict];
  const top = Math.max(effect.before.high ?? 0, effect.after.high ?? 0, 0.1);
  return (
    <>
      <p className={classes.verdict} data-verdict={effect.verdict}>
        <Icon aria-hidden="true" size={18} />
        {verdictInWords(effect, name)}
      </p>
      <dl className={classes.effect}>
        <Side name="Before" of={effect.before} top={top} />
        <Side name="Since" of={effect.after} top={top} />
      </dl>
    </>
  );
}

/** One side's share as a dot on its interval; both sides on the same scale from zero. */
function Side({ name, of, top }: { name: string; of: Schema<'Share'>; top: number }) {
  const at = (value: number) => `${(value / top) * 100}%`;
  return (
    <>
      <dt>{name}</dt>
      <dd aria-hidden="true" className={classes.range}>
        {of.value !== null && of.low !== null && of.high !== null && (
          <>
            <span style={{ left: at(of.low), width: at(of.high - of.low) }} />
            <i style={{ left: at(of.value) }} />
          </>
        )}
      </dd>
      <dd title={intervalOf(of)}>
        {share(of.value)} <small className={classes.meta}>n={count(of.n)}</small>
      </dd>
    </>
  );
}
