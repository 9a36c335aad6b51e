import { useQuery } from '@tanstack/react-query';

import { ErrorState } from '@/components/states/error-state';
import { Loading, Skeleton } from '@/components/states/skeleton';
import { longDay } from '@/lib/format/dates';

import { diffQuery, type VersionDiff } from '../api/queries';
import { countsInWords, moveInWords, negativeInWords } from '../model/words';
import classes from '../product.module.css';
import { useView } from '../use-view';

const SHOWN = 6;

/** What moved from the version before, in words; each sentence leads to the reviews it is because of. */
export function DiffView({ version }: { version: number }) {
  const { productId } = useView();
  const diff = useQuery(diffQuery(productId, version));
  if (diff.isPending) {
    return (
      <div className={classes.diff}>
        <Loading what="what changed" />
        <Skeleton height={64} />
      </div>
    );
  }
  if (diff.isError) return <ErrorState compact error={diff.error} what="what changed" onRetry={() => void diff.refetch()} />;
  return <Moves diff={diff.data} />;
}

function Moves({ diff }: { diff: VersionDiff }) {
  const negative = negativeInWords(diff.figures_before.sentiment, diff.figures_after.sentiment);
  const moved = [...diff.issues].filter(({ move }) => move !== 'same');
  return (
    <ul className={classes.diff}>
      <li>{countsInWords(diff.counts)}</li>
      {negative && <li>{negative}</li>}
      {diff.rises_begun.map(({ code, name, start }) => (
        <li key={`begun-${code}`} className={classes.worse}>
          {name} is rising, since {longDay(start)}.
        </li>
      ))}
      {diff.rises_ended.map(({ code, name }) => (
        <li key={`ended-${code}`} className={classes.better}>
          {name} is no longer rising.
        </li>
      ))}
      {moved.slice(0, SHOWN).map((move) => (
        <li key={move.code}>
          “{move.name}” {moveInWords(move)}. <Because code={move.code} reviews={move.gained} />
        </li>
      ))}
      {moved.length > SHOWN && <li className={classes.quiet}>{moved.length - SHOWN} more issues moved.</li>}
    </ul>
  );
}

/** The first review that a move is because of. */
function Because({ code, reviews: [review] }: { code: string; reviews: readonly string[] }) {
  const { go } = useView();
  if (!review) return null;
  return (
    <button className={classes.plain} type="button" onClick={() => go({ issue: code, review, panel: undefined })}>
      Show why
    </button>
  );
}
