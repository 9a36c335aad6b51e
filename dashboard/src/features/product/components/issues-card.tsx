import { useRef } from 'react';

import { Card } from '@/components/card';
import { EmptyState } from '@/components/states/empty-state';
import { PartialNote } from '@/components/states/partial-note';
import table from '@/components/table.module.css';
import { count, plural } from '@/lib/format/numbers';

import type { ProductDetail } from '../api/queries';
import classes from '../product.module.css';
import { useIssueKeys } from '../use-issue-keys';
import { useView } from '../use-view';

import { IssueRow } from './issue-row';

/** What the reviews complain about, costliest first; each row opens its evidence. */
export function IssuesCard({ detail }: { detail: ProductDetail }) {
  const { issues, head, unanalysed } = detail.insight;
  const { go } = useView();
  const body = useRef<HTMLTableSectionElement>(null);
  useIssueKeys(body, (issue) => go({ issue, review: undefined, panel: undefined }));
  const unread = Object.values(unanalysed).reduce((sum, some) => sum + some, 0);
  return (
    <Card hint={issues.length > 0 && `${plural(issues.length, 'issue')}, costliest first`} title="Issues">
      {unread > 0 && head.analysed > 0 && (
        <div className={classes.unread}>
          <PartialNote>
            {count(unread)} of {plural(head.reviews, 'review')} could not be read ({reasons(unanalysed)}). Shares are of
            the {count(head.analysed)} that were.
          </PartialNote>
        </div>
      )}
      {issues.length === 0 ? (
        <EmptyState compact title={head.analysed === 0 ? 'No reviews have been read' : 'No complaints'}>
          {head.analysed === 0
            ? 'Issues appear after the first run that finds reviews of this product.'
            : `None of the ${plural(head.analysed, 'review')} reports a problem.`}
        </EmptyState>
      ) : (
        <div className={table.scroll}>
          <table className={table.table}>
            <thead>
              <tr>
                <th scope="col">Issue</th>
                <th scope="col">Severity</th>
                <th scope="col">Share of reviews</th>
                <th scope="col">By week</th>
                <th scope="col">Against the category</th>
                <th className={`${table.figure} ${classes.wide}`} scope="col">
                  Cost in stars
                </th>
                <th className={classes.wide} scope="col">
                  First seen
                </th>
                <th scope="col">Work</th>
              </tr>
            </thead>
            <tbody ref={body}>
              {issues.map((issue) => (
                <IssueRow key={issue.code} detail={detail} issue={issue} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

const REASONS: Readonly<Record<string, string>> = {
  no_text: 'no text',
  unsupported_language: 'a language that is not read yet',
  refused: 'refused by the engine',
  failed: 'failed',
  budget_exhausted: 'the budget was used up',
};

const reasons = (unanalysed: Readonly<Record<string, number>>): string =>
  Object.entries(unanalysed)
    .filter(([, some]) => some > 0)
    .map(([status, some]) => `${count(some)} ${REASONS[status] ?? status}`)
    .join(', ');
