import { Card } from '@/components/card';
import { EmptyState } from '@/components/states/empty-state';
import { withDays } from '@/lib/format/dates';
import { plural } from '@/lib/format/numbers';

import type { ProductDetail } from '../api/queries';
import classes from '../product.module.css';
import { useView } from '../use-view';

const SHOWN = 3;

/** What the reviews say, each sentence with the reviews it rests on. */
export function SummaryCard({ detail }: { detail: ProductDetail }) {
  const { summary, head } = detail.insight;
  const { go } = useView();
  const numbers = numbered(summary.flatMap((sentence) => sentence.review_ids.slice(0, SHOWN)));
  return (
    <Card hint={`from ${plural(head.analysed, 'review')}`} title="In short">
      {summary.length === 0 ? (
        <EmptyState compact title="No summary yet">
          There is one once enough reviews have been read. The next run reads what is new.
        </EmptyState>
      ) : (
        <ul className={classes.summary}>
          {summary.map(({ text, review_ids: ids }) => (
            <li key={text}>
              {withDays(text)}
              {ids.slice(0, SHOWN).map((id) => (
                <button
                  key={id}
                  aria-label={`Open review ${numbers.get(id) ?? ''} that this rests on`}
                  className={classes.citation}
                  type="button"
                  onClick={() => go({ review: id, issue: issueOf(detail, id), panel: undefined })}
                >
                  [{numbers.get(id)}]
                </button>
              ))}
              {ids.length > SHOWN && <span className={classes.more}> and {ids.length - SHOWN} more</span>}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** The issue whose evidence the review is quoted in: its list is where the review is found soonest. */
function issueOf({ insight }: ProductDetail, review: string): string | undefined {
  return insight.issues.find(({ quotes }) => quotes.some((quote) => quote.review_id === review))?.code;
}

const numbered = (ids: readonly string[]): Map<string, number> =>
  new Map([...new Set(ids)].map((id, index) => [id, index + 1]));
